import type { INodePropertyOptions } from 'n8n-workflow';

import { describePlace } from '../../shared/util/describe-place';
import { parseTemplate } from '../../shared/delivery/template';
import { coversAddress } from '../../shared/trigger/scheme-needs';
import { explain } from '../../shared/trigger/refusal-texts';
import { apiOf } from '../chosen-sender';
import { customProperties } from '../custom-properties';
import { secretProblem } from '../secret-check';
import { type Sender, tellsItsSecret } from '../sender';
import type { Candidate } from './candidates';
import type { Identification } from './identify';
import { isSigned } from './is-signed';
import type { FittingSettings } from './ways-to-sign';

/** So many senders are named in a sentence. */
const MAX_NAMES = 3;

/** What the sentences depend on. */
export interface Wording {
	/** The secrets that were tried. They are never quoted. */
	secrets: readonly string[];
	/** How the reader's node calls the address that some senders sign. */
	addressSetting: 'URL' | 'Signed URL';
}

/**
 * Says whose delivery it is, or what is wrong with the nearest sender.
 *
 * @returns sentences that quote no value of the delivery; null where no sender's signature is there and no settings fit
 */
export function identityText({ nearest, signers, settings }: Identification, wording: Wording): string | null {
	if (signers.length > 0) return signerText(signers);
	if (settings !== null) {
		return `This delivery is signed with your secret, as no known sender signs: choose Any Other Service as Sender, with ${settingsText(settings)}.`;
	}
	return nearest.length > 0 ? problemText(nearest, wording) : null;
}

/** Says the same of one sender. */
export function candidateText(candidate: Candidate, wording: Wording): string {
	return isSigned(candidate.verdict) ? signerText([candidate]) : problemText([candidate], wording);
}

function signerText(signers: readonly Candidate[]): string {
	const [{ sender }] = signers;
	const isOne = signers.length === 1;
	const names = isOne ? shortName(sender) : listed(signers, 'and');
	const how =
		sender.delivery.signature.algorithm === 'token'
			? `has your secret where ${names} ${isOne ? 'sends' : 'send'} it`
			: `is signed as ${names} ${isOne ? 'signs' : 'sign'}, with your secret`;
	const choice = isOne ? sender.displayName : 'the one that it is from';
	return `This delivery ${how}: choose ${choice} as Sender.`;
}

/** @param nearest candidates that fit equally well; the first stands for all of them */
function problemText(nearest: readonly Candidate[], wording: Wording): string {
	const [best] = nearest;
	const owner = nearest.length === 1 ? possessive(shortName(best.sender)) : `that of ${listed(nearest, 'or')}`;
	return `The ${describePlace(best.place)} is ${owner}${problemOf(best, wording)}`;
}

function problemOf({ sender, verdict }: Candidate, { secrets, addressSetting }: Wording): string {
	const { displayName, delivery } = sender;
	if (verdict === 'published-keys') {
		return `: choose ${displayName} as Sender. It publishes its keys, so that no secret is needed.`;
	}
	if (tellsItsSecret(sender)) {
		return `: choose ${displayName} as Sender. It tells the trigger its secret, so that none has to be entered.`;
	}
	if (!('reason' in verdict)) return '.';
	const { why, advice = '' } = explain({ api: apiOf(sender), delivery }, verdict);
	switch (verdict.reason) {
		case 'no-secret':
			return `: choose ${displayName} as Sender, and enter its secret in the credential.`;
		case 'key-malformed':
			return `, but the secret cannot be one of it. ${secretProblem(secrets[0] ?? '', delivery) ?? advice}`;
		case 'signature-mismatch':
			if (coversAddress(parseTemplate(delivery.signature.content ?? ''))) {
				return `, which signs the URL too, and the signature does not match: enter ${addressSetting} as the sender knows it. If it is right, the delivery is signed with another secret.`;
			}
			return delivery.signature.algorithm === 'token'
				? ', but it holds another secret.'
				: ', but it is signed with another secret, or its body was changed on the way.';
		default:
			return `, but ${why}. ${advice}`;
	}
}

const shortName = ({ displayName }: Sender) => displayName.replace(/ \(.*\)$/, '');

const possessive = (name: string) => (name.endsWith('s') ? `${name}'` : `${name}'s`);

function listed(candidates: readonly Candidate[], conjunction: 'and' | 'or'): string {
	const names = candidates.map(({ sender }) => sender.displayName);
	const shown =
		names.length > MAX_NAMES ? [...names.slice(0, MAX_NAMES - 1), `${names.length - MAX_NAMES + 1} others`] : names;
	return `${shown.slice(0, -1).join(', ')} ${conjunction} ${shown[shown.length - 1]}`;
}

/** @returns the settings as the editor calls them */
function settingsText(settings: FittingSettings): string {
	return customProperties
		.filter(({ name }) => name in settings)
		.map(({ name, displayName, options = [] }) => {
			const value = String(settings[name as keyof FittingSettings]);
			const option = (options as INodePropertyOptions[]).find((each) => each.value === value);
			return `${displayName} ${option?.name ?? `"${value}"`}`;
		})
		.join(', ');
}
