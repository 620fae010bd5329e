// Puts the llama.cpp libraries of this machine into the module's resources: natives/<platform>/ and an index with the
// size and SHA-256 of each file. Runs at every build and does nothing where nothing changed.
// Usage: node natives.mjs <folder of the compiled classes>
import { createHash } from 'node:crypto'
import { execSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Our name of each platform, and the package that holds its libraries. */
const PLATFORMS = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'darwin-arm64': 'mac-arm64-metal',
  'win32-x64': 'win-x64',
}
/** What the packages hold besides the libraries that the engine needs. */
const LEFT_OUT = /^_|llama-common|llama-addon/

const here = dirname(fileURLToPath(import.meta.url))
const classes = process.argv[2]
const platform = PLATFORMS[`${process.platform}-${process.arch}`]

if (platform === undefined) {
  console.warn(`no llama.cpp libraries for ${process.platform}-${process.arch}: the llama engine will say so when it starts`)
} else {
  install()
  copy()
}

/** Installs by the lock file, which checks the SHA-512 of each package, unless it is installed already. */
function install() {
  const installed = join(here, 'node_modules', '.package-lock.json')
  const lock = join(here, 'package-lock.json')
  if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(lock).mtimeMs) {
    execSync('npm ci --ignore-scripts --no-fund --no-audit --loglevel=error', { cwd: here, stdio: 'inherit' })
  }
}

function copy() {
  const packageFolder = join(here, 'node_modules', '@node-llama-cpp', platform)
  const source = join(packageFolder, 'bins', platform)
  if (!existsSync(source)) {
    throw new Error(`npm did not install @node-llama-cpp/${platform}: is optional=false or os set in the npm configuration?`)
  }
  const target = join(classes, 'natives', platform)
  const index = join(target, 'index.txt')
  const version = JSON.parse(readFileSync(join(packageFolder, 'package.json'))).version
  const heading = `# @node-llama-cpp/${platform} ${version}`
  if (existsSync(index) && readFileSync(index, 'utf8').startsWith(heading + '\n')) {
    return
  }
  // The libraries of one machine only: where a tree is shared between machines, the others' would be in the way.
  rmSync(join(classes, 'natives'), { recursive: true, force: true })
  mkdirSync(target, { recursive: true })
  const lines = readdirSync(source)
    .filter(name => !LEFT_OUT.test(name))
    .sort()
    .map(name => {
      copyFileSync(join(source, name), join(target, name))
      const bytes = readFileSync(join(source, name))
      return `${createHash('sha256').update(bytes).digest('hex')} ${bytes.length} ${name}`
    })
  copyFileSync(join(packageFolder, 'LICENSE'), join(target, 'LICENSE.txt'))
  // Written last: a build that was interrupted leaves no index and is done again.
  writeFileSync(index, [heading, ...lines].join('\n') + '\n')
}
