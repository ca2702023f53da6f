"""Headers of what raters agreed on in the end, or of who settled it, in four languages."""

import re
import unicodedata

from helpers.layouts import roles

# English, German, Spanish and French, without accents, as they are compared.
AGREED = roles.word_set(
    "accepted adjudicated adjudication adjudicator aggregate aggregated agreed arbiter arbitrated "
    "arbitration arbitrator break breaker combined common concluded conclusion consensual "
    "consensus consolidated correct criterion decided decision definitive discuss discussed "
    "discussion final gold golden goldstandard groundtruth harmonised harmonized joint key "
    "majority master merged modal mode negotiated official outcome overall reconciled "
    "reconciliation reference resolution resolved result settled shared team tiebreak tiebreaker "
    "truth unanimous unified validated verdict vote abgestimmt abschliessend diskutiert einigung "
    "endgultig endgultige endgultiger endgultiges endversion entscheid entscheidung ergebnis "
    "finale finaler finales geeinigt gemeinsam gemeinsame gemeinsamer gemeinsames gultig gultige "
    "konsens konsensual konsensuell konsensus konsentiert mehrheit referenz schlichtung wahrheit "
    "zusammengefuhrt acordada acordado acuerdo arbitraje comun conjunta conjunto consenso "
    "consensuada consensuado decidida decidido definitiva definitivo mayoria oro referencia "
    "resuelta resuelto resultado verdad accord arbitrage arretee commun commune concerte "
    "concertation consensuel consensuelle convenu decide definitif etalon majorite retenu retenue "
    "tranche unanimite verite"
)
ABOUT = roles.word_set(
    "after all answer by coding disagreement ground group of post standard team the tie to true "
    "two upon version codierung das der die durch gruppe im kategorie kodierung nach thema urteil "
    "categoria codificacion codigo de del discusion el en equipo estandar etiqueta grupo la por "
    "tema tras apres categorie codage d du equipe etiquette groupe le or par terrain theme"
)
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
    spoken = roles.said(bare(name))
    told = {word for word in spoken if word in AGREED or COMPOUND.fullmatch(word)}
    told |= spoken & {"true"} if spoken & roles.CATEGORY else set()  # alone, it may be a code
    return bool(told) and spoken <= told | ABOUT | roles.EXTRACT | roles.CATEGORY


def bare(name: str) -> str:
    """A text without its accents.

    >>> bare("définitif")
    'definitif'
    """
    apart = unicodedata.normalize("NFKD", name.replace("ß", "ss"))
    return "".join(mark for mark in apart if not unicodedata.combining(mark))
