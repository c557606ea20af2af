/** Where the service of these stories polls and delivers; submitted is to the standard host. */
export const origins = { polling: 'https://api.us1.bfl.ai', delivery: 'https://delivery-eu1.bfl.ai' };
