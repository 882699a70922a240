export const SHELLS = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof SHELLS)[number]

/** Each asks `halyard __complete` what could come next, so that it knows flags and environments too. Files are for where it knows nothing. Not `compgen -W`: it runs what words hold. */
const SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: `_halyard() {
  local word
  COMPREPLY=()
  while IFS= read -r word; do
    [[ $word == "\${COMP_WORDS[COMP_CWORD]}"* ]] && COMPREPLY+=("$word")
  done < <(halyard __complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _halyard halyard`,
  zsh: `#compdef halyard
_halyard() {
  local -a found
  found=("\${(@f)$(halyard __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  (( \${#found[1]} )) && compadd -a found || { compset -P '--*='; _files }
}
compdef _halyard halyard`,
  fish: `function __halyard_complete
  set -l current (commandline -ct)
  set -l words (commandline -opc) $current
  set -l found (halyard __complete -- $words[2..-1] 2>/dev/null)
  if set -q found[1]
    printf '%s\\n' $found
  else
    set -l option (string match -r -- '^--[^=]+=' $current)
    printf '%s\\n' "$option"(__fish_complete_path (string replace -- "$option" '' $current))
  end
end
complete -c halyard -f -a '(__halyard_complete)'`,
}

export function completionScript(shell: Shell): string {
  return SCRIPTS[shell]
}
