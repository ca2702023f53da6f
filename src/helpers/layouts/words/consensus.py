"""Headers of what raters agreed on in the end, or of who settled it, in four languages."""

import re
from collections.abc import Sequence

from helpers.layouts.words import elsewhere, terms
from helpers.layouts.words.texts import bare

# English, German, Spanish and French, without accents, as they are compared.
AGREED = terms.word_set(
    "accepted adjudicated adjudication adjudicator aggregate aggregated agreed arbiter arbitrated "
    "arbitration arbitrator break breaker combined common concluded conclusion consensual "
    "consensus consolidated correct corrected criterion decided decision definitive discuss "
    "discussed discussion final gold golden goldstandard groundtruth harmonised harmonized joint "
    "key majority master merged modal mode negotiated official outcome overall reconciled "
    "reconciliation reference resolution resolved result settled shared team tiebreak tiebreaker "
    "together truth unanimous unified used validated verdict vote ytrue abgestimmt abschliessend "
    "diskutiert einigung endgultig endgultige endgultiger endgultiges endversion entscheid "
    "entscheidung ergebnis finale finaler finales geeinigt gemeinsam gemeinsame gemeinsamer "
    "gemeinsames gultig gultige konsens konsensual konsensuell konsensus konsentiert mehrheit "
    "referenz schlichtung wahrheit zusammengefuhrt acordada acordado acuerdo arbitraje comun "
    "conjunta conjunto consenso consensuada consensuado decidida decidido definitiva definitivo "
    "mayoria oro referencia resuelta resuelto resultado verdad accord arbitrage arretee commun "
    "commune concerte concertation consensuel consensuelle convenu decide definitif etalon "
    "majorite retenu retenue tranche unanimite verite"
)
ABOUT = terms.word_set(
    "after all analyses analysis answer by coding diagnosis disagreement grade ground group in "
    "mark of post r score scores standard team the tie to true two upon version vote codierung das "
    "der die durch gruppe im kategorie kodierung nach thema urteil categoria codificacion codigo "
    "de del discusion el en equipo estandar etiqueta grupo la por tema tras apres categorie "
    "codage d du equipe etiquette groupe le or par terrain theme"
)
FEWEST = 3  # names: two who rate, and one more
SENIOR = terms.word_set("senior supervisor oberarzt")
# What raters agreed on, or a rater: initials, a program, someone who knows better.
MAYBE = frozenset(("gt", "mv", "model", "expert", "predicted", "prediction", "最终"))
JUNIOR = terms.word_set("junior resident trainee student novice assistant")
JOINED = re.compile(r"\s*[+&/]\s*|\s+(?:and|or|und|y|et)\s+")
COMPOUND = re.compile(
    "(end|final|gold|gruppen|konsens|konsensus|mehrheits|referenz|schluss|team)"
    "(bewertung|codierung|code|einstufung|entscheidung|ergebnis|fassung|kategorie|kodierung"
    "|label|rating|standard|urteil|version|wert)"
)


def is_agreed(name: str) -> bool:
    """Whether a name says, and says nothing but, that it stands for what raters agreed on.

    >>> [is_agreed(name) for name in ("Team decision", "ground_truth", "EB final code", "Ann")]
    [True, True, False, False]
    >>> [is_agreed(name) for name in ("Konsenskodierung", "Décision finale", "codigo_final")]
    [True, True, True]
    """
    spoken = terms.said(bare(name))
    known = AGREED | elsewhere.AGREED
    told = {word for word in spoken if word in known or COMPOUND.fullmatch(word)}
    # Alone, it may be a code.
    told |= spoken & {"true"} if spoken & terms.CATEGORY else set()
    told |= spoken if spoken == {"y", "true"} else set()
    beside = ABOUT | terms.EXTRACT | terms.CATEGORY | terms.RATER
    return bool(told) and spoken <= told | beside and not any(map(str.isdecimal, name))


def among(names: Sequence[str]) -> list[str]:
    """Which raters, as R1 and so on, are named as what others agreed on.

    >>> among(("Anna", "Ben", "agreed"))
    ['R3']
    """
    senior = settlers(names)
    return [f"R{j}" for j, name in enumerate(names, 1) if name in senior or is_agreed(name)]


def settlers(names: Sequence[str]) -> tuple[str, ...]:
    """The names, among several, of who settles what others disagree on, or of others together.

    >>> settlers(("Anna", "Ben", "Senior")), settlers(("AB", "CD", "AB+CD"))
    (('Senior',), ('AB+CD',))
    >>> settlers(("Junior", "Senior")), settlers(("AB", "CD", "PI")), settlers(("A/B", "C/D"))
    ((), (), ())
    """
    if len(names) < FEWEST:
        return ()
    ranked = any(terms.said(name) & JUNIOR for name in names)
    initials = sum(bool(re.fullmatch("[A-Z]{2,3}", name)) for name in names) > 1
    seniors = set() if ranked else {name for name in names if _is_senior(name)}
    seniors |= set() if initials else {"PI"}
    return tuple(name for name in names if name in seniors or _joins(name, names))


def _is_senior(name: str) -> bool:
    spoken = terms.said(bare(name))
    return bool(spoken & SENIOR) and spoken <= SENIOR | ABOUT | terms.RATER | terms.CATEGORY


def _joins(name: str, names: Sequence[str]) -> bool:
    """Whether a name is those of others, joined by a mark or a word, as `Rater 1+2` too."""
    parts = [part.strip().casefold() for part in JOINED.split(name)]
    if numbered := re.fullmatch(r"(.*\D)\d+", parts[0]):
        parts = [numbered[1] + part if part.isdecimal() else part for part in parts]
    return len(parts) > 1 and set(parts) <= {one.casefold() for one in names}
