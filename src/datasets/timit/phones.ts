/** The 61 phones of TIMIT's transcriptions, in alphabetical order: h# is silence at either end, pcl … gcl are closures. */
export const timitPhones: readonly string[] =
  "aa ae ah ao aw ax ax-h axr ay b bcl ch d dcl dh dx eh el em en eng epi er ey f g gcl h# hh hv ih ix iy jh k kcl l m n ng nx ow oy p pau pcl q r s sh t tcl th uh uw ux v w y z zh".split(
    " ",
  );
