#!/bin/sh
# Runs $LEASHED, which ends with whoever started it, however that ends.
exec setpriv --pdeathsig KILL "$LEASHED" "$@"
