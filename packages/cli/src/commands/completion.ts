import { usageError } from '../cli/command-error.ts'
import type { RunCommand } from '../cli/command-spec.ts'
import { commands } from '../cli/commands.ts'
import { exitCode } from '../cli/exit-code.ts'

/** `daybook completion` */
export const run: RunCommand = async (context, input) => {
  const shell = input.arguments[0] ?? ''
  if (!isShell(shell)) throw usageError('There are completions for bash, zsh and fish.')
  await context.print(scripts[shell]())
  return exitCode.ok
}

const scripts = { bash, zsh, fish }

function isShell(name: string): name is keyof typeof scripts {
  return Object.hasOwn(scripts, name)
}

function optionNames(name: string): readonly string[] {
  const options = commands.find((command) => command.name === name)?.options ?? []
  return [...options.map(({ flags }) => flags.split(' ')[0] ?? flags), '--help']
}

const names = commands.map(({ name }) => name)

function bash(): string {
  const cases = names.map((name) => `    ${name}) words='${optionNames(name).join(' ')}' ;;`)
  return `# bash completion of daybook
_daybook() {
  local words current="\${COMP_WORDS[COMP_CWORD]}"
  case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
    *) words='${names.join(' ')} --help --version' ;;
  esac
  [ "$COMP_CWORD" -eq 1 ] && words='${names.join(' ')} --help --version'
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _daybook daybook
`
}

function zsh(): string {
  const described = commands.map(({ name, summary }) => `    '${name}:${quoted(summary)}'`)
  const cases = names.map((name) => `    ${name}) compadd -- ${optionNames(name).join(' ')}; _files ;;`)
  return `#compdef daybook
_daybook() {
  local -a commands=(
${described.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  case "\${words[2]}" in
${cases.join('\n')}
  esac
}
compdef _daybook daybook
`
}

function fish(): string {
  const lines = commands.flatMap(({ name, summary, options }) => [
    `complete -c daybook -f -n __fish_use_subcommand -a ${name} -d '${quoted(summary)}'`,
    ...options.map(({ flags, description, choices }) => {
      const [long = ''] = flags.split(' ')
      const takes = flags.includes('<') ? ` -r${choices ? ` -a '${choices.join(' ')}'` : ''}` : ''
      return `complete -c daybook -n '__fish_seen_subcommand_from ${name}' -l ${long.slice(2)}${takes} -d '${quoted(description)}'`
    }),
  ])
  return `# fish completion of daybook\n${lines.join('\n')}\n`
}

/** Inside single quotes and colons of a shell. */
function quoted(text: string): string {
  return text.replaceAll("'", '’').replaceAll(':', ' ')
}
