/** Ends the page that `/stream` is sending. */
export const gate = { release: () => undefined }
