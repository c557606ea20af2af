import { createRequestBody, type RequestBody } from '../../src/bfl/request.ts';

/** The body of an ordinary request. */
export function createBody(prompt: string): RequestBody {
  return createRequestBody({
    prompt,
    aspectRatio: '1:1',
    seed: null,
    promptUpsampling: false,
    safetyTolerance: 2,
    outputFormat: 'jpeg',
  });
}
