/** One way to get a picture from the service: from the prompt to the bytes. */
export interface PictureClient {
  readonly name: string;
  generate(prompt: string): Promise<Uint8Array>;
}
