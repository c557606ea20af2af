import * as v from 'valibot';

// What the extension and the preview's page say to each other; either side parses what it is told.

const actions = ['openFile', 'copyLink', 'copyPrompt', 'generateAgain'] as const;

/** What a button of the page does. */
export type PreviewAction = (typeof actions)[number];

/** What the page shows of a picture; every string is plain text, in the user's language. */
const pictureView = v.object({
  /** By its SHA-256. */
  id: v.string(),
  /** An address that the webview may load. */
  source: v.string(),
  prompt: v.string(),
  promptLabel: v.string(),
  /** In pixels. */
  width: v.number(),
  height: v.number(),
  /** Label and value of each fact, in order. */
  facts: v.array(v.tuple([v.string(), v.string()])),
  /** The buttons, the most useful first. */
  buttons: v.array(v.tuple([v.picklist(actions), v.string()])),
  /** Said in the picture's place if its file cannot be shown. */
  missing: v.string(),
});

export type PictureView = v.InferOutput<typeof pictureView>;

/** What the page is told. */
export const hostMessage = v.variant('type', [
  v.object({ type: v.literal('show'), picture: pictureView }),
  /** Why there is no picture. */
  v.object({ type: v.literal('notice'), text: v.string() }),
  /** What a button asked for has ended, well or not: until then the page asks for it no more. */
  v.object({ type: v.literal('settled'), action: v.picklist(actions) }),
]);

export type HostMessage = v.InferOutput<typeof hostMessage>;

/** What the page says. Ids only, never paths. */
export const pageMessage = v.variant('type', [
  v.strictObject({ type: v.literal('ready') }),
  v.strictObject({
    type: v.literal('press'),
    action: v.picklist(actions),
    /** Of the picture that was shown then. */
    id: v.string(),
  }),
]);

export type PageMessage = v.InferOutput<typeof pageMessage>;

/** What the page keeps for itself, so that it can be restored after a reload. */
export const pageState = v.object({ id: v.string() });

export type PageState = v.InferOutput<typeof pageState>;
