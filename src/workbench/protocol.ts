import * as v from 'valibot';

/** What the preview's buttons ask for; `media/preview.js` sends it, `panel.ts` checks it. Ids only, never paths. */
export const previewMessage = v.strictObject({
  type: v.picklist(['openFile', 'copyLink', 'copyPrompt', 'generateAgain']),
  /** The job that made the picture shown. */
  id: v.string(),
});

export type PreviewMessage = v.InferOutput<typeof previewMessage>;
export type PreviewAction = PreviewMessage['type'];

/** What the page is told when what a button asked for has ended, well or not: until then it asks for it no more. */
export interface PreviewReply {
  readonly settled: PreviewAction;
}

/** What the webview keeps for itself, so that it can be restored after a reload. */
export const previewState = v.object({ id: v.string() });

export type PreviewState = v.InferOutput<typeof previewState>;
