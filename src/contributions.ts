// Names that package.json contains too; a test compares them.

/** The commands of the manifest, and the one that the status bar's offer to resume runs. */
export const commandNames = [
  'generateFromSelection',
  'generate',
  'setApiKey',
  'deleteApiKey',
  'setWebhookSecret',
  'showCredits',
  'showUnfinished',
  'showLog',
  'resume',
] as const;

export type CommandName = (typeof commandNames)[number];

/** The kind of webview that shows pictures. */
export const previewViewType = 'fluxKontext.preview';
