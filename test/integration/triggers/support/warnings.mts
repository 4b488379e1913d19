import { makeHookContext } from '../../support/n8n-contexts.mts';
import { providers } from './providers.mts';

/**
 * Collects what n8n's own logger, which nodes log with, is told as a warning.
 *
 * @returns the texts so far; grows until `jest.restoreAllMocks()`
 */
export function collectWarnings(): string[] {
	const warnings: string[] = [];
	const { logger } = makeHookContext({ nodeType: providers[0].trigger });
	jest.spyOn(logger, 'warn').mockImplementation((text: string) => {
		warnings.push(text);
	});
	return warnings;
}
