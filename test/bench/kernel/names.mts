/** The name of the package's own line in the tables. */
export const KERNEL = 'this package';

/** The name of the bare limit's line. */
export const BARE = 'HMAC + JSON.parse';

/** The name of the line of what a forged delivery costs at the least. */
export const BARE_FORGED = 'HMAC';

/** The libraries, as npm knows them. */
export const LIBRARIES = ['@octokit/webhooks-methods', 'standardwebhooks', 'stripe'] as const;
