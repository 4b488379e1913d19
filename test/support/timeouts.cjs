// Run by Jest before each file of a project on a real n8n, which takes its time, above all on a busy machine.
jest.setTimeout(120_000);
