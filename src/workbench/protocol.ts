import * as v from 'valibot';

// The messages between the extension and the preview's page; each side parses those that it receives.

const actions = ['openFile', 'copyLink', 'copyPrompt', 'generateAgain'] as const;

/** What a button of the page does. */
export type PreviewAction = (typeof actions)[number];

/** What the page shows of a picture; every string is plain text, in the user's language. */
const pictureView = v.object({
  /** The picture's SHA-256. */
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
  /** The text in the picture's place if its file cannot be loaded. */
  missing: v.string(),
});

export type PictureView = v.InferOutput<typeof pictureView>;

/** A message to the page. */
export const hostMessage = v.variant('type', [
  v.object({ type: v.literal('show'), picture: pictureView }),
  /** Shows a text that says why there is no picture. */
  v.object({ type: v.literal('notice'), text: v.string() }),
  /** The action of a button has ended, with or without an error; until then the page does not send it again. */
  v.object({ type: v.literal('settled'), action: v.picklist(actions) }),
]);

export type HostMessage = v.InferOutput<typeof hostMessage>;

/** A message of the page. It names pictures by id, never by path. */
export const pageMessage = v.variant('type', [
  v.strictObject({ type: v.literal('ready') }),
  v.strictObject({
    type: v.literal('press'),
    action: v.picklist(actions),
    /** The id of the picture that was shown when the button was pressed. */
    id: v.string(),
  }),
]);

export type PageMessage = v.InferOutput<typeof pageMessage>;

/** The state that the editor keeps for the page over a reload of the window. */
export const pageState = v.object({ id: v.string() });

export type PageState = v.InferOutput<typeof pageState>;
