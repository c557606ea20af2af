import { createBlackForestLabs } from '@ai-sdk/black-forest-labs';
import { generateImage } from 'ai';
import type { PictureClient } from './client.ts';

export interface AiSdkOptions {
  readonly fetch: typeof fetch;
  readonly origin: string;
}

/** `@ai-sdk/black-forest-labs` as published, called as its documentation shows, with all defaults. */
export function createAiSdkClient({ fetch, origin }: AiSdkOptions): PictureClient {
  const provider = createBlackForestLabs({ apiKey: 'bench-key', baseURL: `${origin}/v1`, fetch });
  const model = provider.image('flux-kontext-pro');
  return {
    name: '@ai-sdk',
    generate: async (prompt) => (await generateImage({ model, prompt, aspectRatio: '1:1' })).image.uint8Array,
  };
}
