# Ends an agent's training processes when the agent is gone, whatever killed it.
# Run as: sh -c THIS guardian MARK TENTHS
#   MARK    a NAME=value that every training process has in its environment
#   TENTHS  the time between SIGTERM and SIGKILL, in tenths of a second
# Standard input is a pipe that the agent holds open; a line on it is
#   + PID   a training process, the leader of its process group, runs
#   - PID   it and its descendants have ended
#   bye     the agent leaves in order
# The end of the pipe without "bye" means that the agent is gone.
trap '' HUP INT TERM
mark=$1
tenths=$2
groups=' '

while read -r action pid; do
  case $action in
    +) groups="$groups$pid " ;;
    -) case $groups in *" $pid "*) groups="${groups%%" $pid "*} ${groups#*" $pid "}" ;; esac ;;
    bye) exit 0 ;;
  esac
done

# The processes whose environment has the mark, wherever they have moved to.
marked() {
  for entry in $(grep -lsF -e "$mark" /proc/[0-9]*/environ 2>/dev/null); do
    entry=${entry#/proc/}
    echo "${entry%/environ}"
  done
}

alive() {
  for group in $groups; do
    kill -0 -- "-$group" 2>/dev/null && return 0
    kill -0 "$group" 2>/dev/null && return 0
  done
  [ -n "$(marked)" ]
}

signal() {
  for group in $groups; do
    kill -s "$1" -- "-$group" 2>/dev/null || kill -s "$1" "$group" 2>/dev/null
  done
  for member in $(marked); do
    kill -s "$1" "$member" 2>/dev/null
  done
}

signal TERM
# A process that the agent was just starting has neither group nor mark yet: look a second time.
sleep 0.2
signal TERM
while [ "$tenths" -gt 0 ] && alive; do
  sleep 0.1
  tenths=$((tenths - 1))
done
rounds=50
while [ "$rounds" -gt 0 ] && alive; do
  signal KILL
  sleep 0.1
  rounds=$((rounds - 1))
done
