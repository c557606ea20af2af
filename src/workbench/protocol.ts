import * as v from 'valibot';

// The messages between the extension and the preview's page; each side parses those that it receives.

const actions = [
  'again',
  'vary',
  'varyFour',
  'change',
  'keep',
  'trashOthers',
  'copyLink',
  'copyPrompt',
  'copyRecipe',
  'openFile',
  'reveal',
] as const;

/** What a button of the page does. */
export type PreviewAction = (typeof actions)[number];

const button = v.object({ action: v.picklist(actions), label: v.string() });

export type ButtonView = v.InferOutput<typeof button>;

/** A picture among those that the page shows side by side; every string is plain text, in the user's language. */
const pictureView = v.object({
  /** The picture's SHA-256. */
  id: v.string(),
  /** An address that the webview may load. */
  source: v.string(),
  /** The alternative text. */
  alt: v.string(),
  /** In pixels. */
  width: v.number(),
  height: v.number(),
  /** The text in the picture's place if its file cannot be loaded. */
  missing: v.string(),
  /** What stands below the picture if it is one of several. */
  caption: v.string(),
  /** The button below the picture if it is one of several. */
  keep: button,
  isKept: v.boolean(),
});

export type PictureView = v.InferOutput<typeof pictureView>;

/** What the page shows of the selected picture; every string is plain text, in the user's language. */
const detailsView = v.object({
  /** Whether the recipe is only probable; the page remembers that. */
  isProbable: v.boolean(),
  /** Says what is to be known about the recipe. */
  note: v.optional(v.string()),
  promptLabel: v.string(),
  prompt: v.string(),
  /** Label and value of each fact, in order. */
  facts: v.array(v.tuple([v.string(), v.string()])),
  /** Rows of buttons, the most useful first. */
  buttons: v.array(v.array(button)),
});

const pageView = v.object({
  pictures: v.array(pictureView),
  /** The id of the selected picture. */
  selected: v.string(),
  /** How many pictures of several have come, while some have not. */
  progress: v.optional(v.string()),
  details: detailsView,
});

export type PageView = v.InferOutput<typeof pageView>;

/** A message to the page. */
export const hostMessage = v.variant('type', [
  v.object({ type: v.literal('show'), view: pageView }),
  /** Shows a text that says why there is no picture. */
  v.object({ type: v.literal('notice'), text: v.string() }),
  /** The action of a button has ended, with or without an error; until then the page does not send it again. */
  v.object({ type: v.literal('settled'), action: v.picklist(actions), id: v.string() }),
]);

export type HostMessage = v.InferOutput<typeof hostMessage>;

/** A message of the page. It names pictures by id, never by path. */
export const pageMessage = v.variant('type', [
  v.strictObject({ type: v.literal('ready') }),
  v.strictObject({ type: v.literal('select'), id: v.string() }),
  v.strictObject({ type: v.literal('press'), action: v.picklist(actions), id: v.string() }),
]);

export type PageMessage = v.InferOutput<typeof pageMessage>;

/** The state that the editor keeps for the page over a reload of the window. */
export const pageState = v.object({ id: v.string(), isProbable: v.optional(v.boolean()) });

export type PageState = v.InferOutput<typeof pageState>;
