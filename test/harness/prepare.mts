// What `npm run test:e2e` does before Jest: slow steps with progress to look at, outside of any test's timeout.
import { chosenN8nVersion, ensureN8n } from './n8n-install.mts';
import { packTarball } from './pack.mts';

const version = chosenN8nVersion();
const { root } = await ensureN8n(version);
console.log(`n8n ${version} is in ${root}`);
console.log(`The package is in ${await packTarball()}`);
