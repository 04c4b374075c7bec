/** Newest deployments that the page shows. */
export const DEPLOYMENTS_LIMIT = 50
