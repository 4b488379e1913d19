// The parts of n8n's REST answers that tests look at, as they are in both major versions that the tests run on.
import type { ExecutionStatus, IConnections, INode } from 'n8n-workflow';

/** A node of a workflow, as the editor saves it. */
export type WorkflowNode = Pick<INode, 'name' | 'type' | 'typeVersion'> &
	Partial<Pick<INode, 'id' | 'position' | 'webhookId' | 'disabled'>> & {
		parameters?: Record<string, unknown>;
		credentials?: Record<string, { id: string; name: string }>;
	};

/** What a workflow is made of. */
export type WorkflowDefinition = {
	name: string;
	nodes: WorkflowNode[];
	connections?: IConnections;
	settings?: Record<string, unknown>;
	pinData?: Record<string, Array<{ json: Record<string, unknown> }>>;
};

/** A stored workflow. */
export type StoredWorkflow = WorkflowDefinition & {
	id: string;
	connections: IConnections;
	versionId: string;
	/** Keyed by `global` and `node:<name>`. */
	staticData?: Record<string, unknown> | null;
};

/** A stored credential, without its secrets. */
export type StoredCredential = { id: string; name: string; type: string };

/** An execution, as the editor's list shows it. */
export type ExecutionSummary = {
	id: string;
	status: ExecutionStatus;
	/** `webhook`, `trigger`, `manual`, … */
	mode: string;
	startedAt: string | null;
};
