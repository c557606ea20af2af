/** What the service charges and allows, by the last part of the model's path. */
export interface Model {
  /** In credits: 1 credit is 0.01 USD. */
  readonly cost: number;
  /** Unfinished tasks an account may have. */
  readonly limit: number;
}

export const models: Readonly<Record<string, Model>> = {
  'flux-kontext-pro': { cost: 4, limit: 24 },
  'flux-kontext-max': { cost: 8, limit: 6 },
};
