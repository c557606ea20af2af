import * as v from 'valibot';

/** What the preview's buttons ask for; `media/preview.js` sends it, `panel.ts` checks it. Ids only, never paths. */
export const previewMessage = v.strictObject({
  type: v.picklist(['openFile', 'copyLink', 'copyPrompt', 'generateAgain']),
  /** The job that made the picture shown. */
  id: v.string(),
});

export type PreviewMessage = v.InferOutput<typeof previewMessage>;
export type PreviewAction = PreviewMessage['type'];

/** What the webview keeps for itself, so that it can be restored after a reload. */
export interface PreviewState {
  readonly id: string;
}
