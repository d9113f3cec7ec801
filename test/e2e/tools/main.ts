// Prints the path of each tool that the arguments name, and builds those that are not built yet:
//
//   node test/e2e/tools/main.ts helm-4 kubeconform
//
// The exit status is 3 if a tool cannot be had here, because something is missing.
import { findTool } from './find-tool.ts'
import { isToolName, tools } from './tools.ts'

for (const name of process.argv.slice(2)) {
  if (!isToolName(name)) {
    console.error(`${name} is none of the tools: ${Object.keys(tools).join(', ')}`)
    process.exit(2)
  }
  const found = await findTool(name)
  if ('missing' in found) {
    console.error(found.missing)
    process.exit(3)
  }
  console.log(found.path)
}
