
# Bash lists words alone: where there are several, each gets its description in brackets behind it. With one word
# left, readline inserts it, and there must be nothing behind it.
_briefing() {
  _shtab_briefing "$@"
  # 37 and 42 are menu completion, which inserts each in turn; before version 4 Bash does not tell.
  case "${COMP_TYPE-37}" in 37|42) return 0;; esac
  [[ ${#COMPREPLY[@]} -gt 1 ]] || return 0
  local word about place='' described='' width=0 index
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    _briefing_about "$place" "$word" && [[ $word != -* ]] && place="$place $word"
  done
  for word in "${COMPREPLY[@]}"; do
    _briefing_about "$place" "$word" && described=yes
    [[ ${#word} -gt $width ]] && width=${#word}
  done
  [[ -n $described ]] || return 0
  compopt +o filenames 2>/dev/null # or a slash in a description would hide what is before it
  for index in "${!COMPREPLY[@]}"; do
    _briefing_about "$place" "${COMPREPLY[index]}" || continue
    printf -v word "%-${width}s  (%s)" "${COMPREPLY[index]}" "$about"
    COMPREPLY[index]=${word:0:${COLUMNS:-80}-1}
  done
  return 0
}

complete -o bashdefault -F _briefing briefing
