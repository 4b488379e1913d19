/** A way in which a request can go wrong. Unless said otherwise, the request has no effect on the simulated provider. */
export type Fault =
	/** Answers with this status; an object is sent as JSON, a string as it is. */
	| { kind: 'status'; status: number; body?: unknown; headers?: Record<string, string> }
	/** Never answers; the connection stays open until the simulator closes. */
	| { kind: 'timeout' }
	/** Resets the TCP connection. */
	| { kind: 'reset' }
	/** Answers as a proxy in front of the provider does: an HTML page, status 502 unless given. */
	| { kind: 'html'; status?: 200 | 502 }
	/** Answers 200 with JSON that ends in the middle; within `after` it is the first half of the real answer. */
	| { kind: 'half-json' }
	/** Works as usual, but only after this many milliseconds. */
	| { kind: 'slow'; ms: number }
	/** Does what was asked and only then fails, as when a connection breaks before the answer arrives. */
	| { kind: 'after'; then: Exclude<Fault, { kind: 'after' }> };

/** Which requests a fault meets. */
export interface FaultRule {
	/** Any method when left out. */
	method?: string;
	/** Below the base URL: an exact path, a template (`/webhooks/:id`) or an expression. Any path when left out. */
	path?: RegExp | string;
	/** How many requests meet the fault: 1 unless given, Infinity for all. */
	times?: number;
	/** How many matching requests pass untouched before that: 0 unless given. */
	skip?: number;
	fault: Fault;
}

/** The faults of one simulated service. Of several that match a request, the one that was added first is used. */
export class Faults {
	private rules: Array<Required<FaultRule> & { path: RegExp }> = [];

	/** How many rules still wait for a request: 0 tells a test that all its faults have happened. */
	get armed(): number {
		return this.rules.length;
	}

	/** Arms a fault; see {@link FaultRule} for the defaults. */
	add({ method = '', path = /^/, times = 1, skip = 0, fault }: FaultRule): void {
		const expression = typeof path === 'string' ? pathExpression(path) : path;
		this.rules.push({ method: method.toUpperCase(), path: expression, times, skip, fault });
	}

	/** Disarms every fault. */
	clear(): void {
		this.rules = [];
	}

	/** @returns the fault that meets a request, which uses up one of its times */
	take(request: { method: string; path: string }): Fault | undefined {
		const rule = this.rules.find(
			({ method, path }) => ['', request.method].includes(method) && path.test(request.path),
		);
		if (rule === undefined || rule.skip-- > 0) return undefined;
		if (--rule.times <= 0) this.rules = this.rules.filter((other) => other !== rule);
		return rule.fault;
	}
}

/** Makes an expression of a path such as `/renders/:renderId`, in which a name stands for one segment and becomes a group. */
export const pathExpression = (template: string) => new RegExp(`^${template.replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`);
