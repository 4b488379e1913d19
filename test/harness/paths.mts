import path from 'node:path';

/** The repository's root folder. Scripts and Jest are both started there, so it is the working directory. */
export const repositoryRoot = (): string => process.cwd();

/** An absolute path inside the repository, from its parts. */
export const inRepository = (...parts: string[]): string => path.join(repositoryRoot(), ...parts);
