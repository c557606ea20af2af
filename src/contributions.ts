// Names that package.json contains too; a test compares them.

/** The commands of the manifest. */
const shownCommands = [
  'generateFromSelection',
  'generate',
  'generateWithOptions',
  'showRecipe',
  'showSpending',
  'forget',
  'exportHistory',
  'importHistory',
  'setApiKey',
  'deleteApiKey',
  'setWebhookSecret',
  'showCredits',
  'showUnfinished',
  'showLog',
] as const;

/** Commands that the status bar, keys or a hover run; nobody types them. */
export const hiddenCommands = ['resume', 'again', 'vary', 'previousPrompt', 'nextPrompt'] as const;

export const commandNames = [...shownCommands, ...hiddenCommands] as const;

export type CommandName = (typeof commandNames)[number];

/** The kind of webview that shows pictures. */
export const previewViewType = 'fluxKontext.preview';
