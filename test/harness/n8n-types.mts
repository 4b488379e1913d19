// The parts of n8n's REST answers that tests look at. n8n's own types are not used: they are those of one version,
// and the tests run on two.

/** A node of a workflow, as the editor saves it. */
export type WorkflowNode = {
	name: string;
	type: string;
	typeVersion: number;
	id?: string;
	position?: [number, number];
	parameters?: Record<string, unknown>;
	credentials?: Record<string, { id: string; name: string }>;
	webhookId?: string;
	disabled?: boolean;
};

/** Connections of a workflow: source node, kind, output, targets. */
export type WorkflowConnections = Record<
	string,
	Record<string, Array<Array<{ node: string; type: string; index: number }> | null>>
>;

/** What a workflow is made of. */
export type WorkflowDefinition = {
	name: string;
	nodes: WorkflowNode[];
	connections?: WorkflowConnections;
	settings?: Record<string, unknown>;
	pinData?: Record<string, Array<{ json: Record<string, unknown> }>>;
	meta?: Record<string, unknown>;
};

/** A stored workflow. */
export type StoredWorkflow = Required<Pick<WorkflowDefinition, 'name' | 'nodes' | 'connections'>> &
	WorkflowDefinition & {
		id: string;
		versionId: string;
		active: boolean;
		/** Keyed by `global` and `node:<name>`. */
		staticData?: Record<string, unknown> | null;
	};

/** A stored credential, without its secrets. */
export type StoredCredential = { id: string; name: string; type: string };

/** How far an execution is, or how it has ended. */
export type ExecutionStatus =
	| 'new'
	| 'running'
	| 'waiting'
	| 'success'
	| 'error'
	| 'canceled'
	| 'crashed'
	| 'unknown';

/** An execution, as the editor's list shows it. */
export type ExecutionSummary = {
	id: string;
	workflowId: string;
	status: ExecutionStatus;
	/** `webhook`, `trigger`, `manual`, … */
	mode: string;
	startedAt: string | null;
	stoppedAt: string | null;
	waitTill: string | null;
};

/** An item that a node has put out. */
type ExecutionItem = {
	json: Record<string, unknown>;
	binary?: Record<string, { mimeType: string; fileName?: string; fileSize?: string; id?: string; data: string }>;
};

/** An error, as n8n stores it. */
export type ExecutionError = {
	message: string;
	name?: string;
	description?: string | null;
	httpCode?: string | null;
	messages?: string[];
	node?: { name: string };
};

/** One run of one node. */
export type NodeRun = {
	startTime: number;
	executionTime: number;
	executionStatus?: string;
	data?: Record<string, Array<ExecutionItem[] | null>>;
	error?: ExecutionError;
};

/** An execution with what every node has put out. */
export type ExecutionDetail = ExecutionSummary & {
	/** The error that ended it. */
	error?: ExecutionError;
	lastNodeExecuted?: string;
	/** Keyed by the node's name; one entry per run. */
	runs: Record<string, NodeRun[]>;
	/** What a node put out in its last run, on one of its outputs (the first one unless said otherwise). */
	items(nodeName: string, output?: number): ExecutionItem[];
};

/** How n8n answers when it is asked to run a workflow from the editor. */
export type ManualRun = { executionId?: string; waitingForWebhook?: boolean };

/** A choice in a list that a node loads. */
export type LoadedOption = { name: string; value: string | number | boolean; description?: string; url?: string };
