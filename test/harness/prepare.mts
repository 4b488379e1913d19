// What `npm run test:e2e` does before Jest: slow steps with progress to look at, outside of any test's timeout.
import { ensureN8n } from './n8n-install.mts';
import { packTarball } from './pack.mts';

const { version, bin } = await ensureN8n();
console.log(`n8n ${version} is ${bin}`);
console.log(`The package is in ${await packTarball()}`);
