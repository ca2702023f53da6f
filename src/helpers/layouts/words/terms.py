"""The words of headers, and what they stand for; all in one place."""

import re


def word_set(text: str) -> frozenset[str]:
    """The words of a text, between spaces."""
    return frozenset(text.split())


# Parts of headers, as words. A header is cut into words at anything that is not a letter.
EXTRACT = word_set(
    "id ids extract extracts unit units subject subjects item items case cases segment segments "
    "quote quotation excerpt excerpts highlight number no nr row index observation passage"
)
NUMBER_SIGNS = ("#", "№", "n°", "nº")
RATER = word_set(
    "rater raters coder coders annotator judge reviewer researcher user worker labeller labeler "
    "evaluator analyst observer assessor creator by reader grader kodierer kodiererin codierer "
    "codiererin bewerter bewerterin beurteiler beurteilerin gutachter gutachterin codeur codeuse "
    "évaluateur évaluatrice codificador codificadora evaluador evaluadora juez"
)
CATEGORY = word_set(
    "category categories code codes codename theme themes tag tags label labels rating ratings "
    "class node nodes value annotation diagnosis topic judgement judgment"
)
# Columns that hold the passage itself, which tells extracts apart better than a number.
PASSAGE = word_set(
    "text content excerpt quote quotation passage highlight segment sentence statement utterance"
)
# What is cut into extracts, which are then numbered anew in each.
DOCUMENT = word_set("document doc file source interview transcript participant respondent")
# What a rater adds in words.
WRITTEN = word_set(
    "comment comments note notes memo remark remarks rationale feedback query queries "
    "justification explanation kommentar kommentare anmerkung anmerkungen bemerkung bemerkungen "
    "begründung notiz notizen commentaire commentaires remarque remarques observations "
    "comentario comentarios observaciones comentário comentários observações commento commenti "
    "osservazioni opmerking opmerkingen uwagi комментарий комментарии примечание примечания "
    "コメント 備考 メモ yorum yorumlar ملاحظات bemærkning bemærkninger kommentti huomautus 비고 "
    "코멘트 备注 评论 注释 σχόλια הערות poznámka poznámky megjegyzés"
)
# Columns that stand beside ratings and are none.
BESIDE = WRITTEN | word_set(
    "match matches agree agreement agreed same "
    "kappa index consensus final gold majority resolved adjudicated text content total sum date "
    "time timestamp provenance document source file weight service site group cluster region sex "
    "gender age year month page line participant length confidence certainty centre center "
    "institution university diff difference mean average avg median batch difficulty duration "
    "created modified updated at start end begin onset offset range durchschnitt mittelwert mittel "
    "spannweite moyenne promedio ortalama ø 平均"
)
ADDED = word_set("coded entered score scores")  # as in `Date coded`
# What ranks one coder's codes of an extract, the second ones apart.
SECOND = word_set(
    "secondary tertiary sub minor subtheme subthemes subcode subcodes subcategory subcategories"
)
RANKS = SECOND | word_set("primary main major")
# What numbers or dates each rater's own ratings.
ORDER = word_set(
    "order sequence position rank reihenfolge ordre orden date time timestamp created duration"
)
TOTALS = word_set("total sum")
REMARK = WRITTEN | word_set("reason reasons confidence certainty date time timestamp")
SERVICE = word_set("service site centre center institution university")
PROSE = word_set("text content")
OFTEN = word_set(  # how many extracts, or raters, a row stands for
    "count counts freq freqs frequency frequencies anzahl häufigkeit effectif effectifs"
)
QUALITIES = word_set(  # what is judged of a text or an answer, each a question of its own
    "accuracy accurate clarity coherence coherent complete completeness concise consistency "
    "consistent correctness creativity depth empathy factuality faithfulness fluency fluent "
    "grammaticality grounded groundedness harmful harmfulness helpful helpfulness honesty "
    "informative informativeness naturalness novelty originality plausibility polite politeness "
    "readability relevance relevant safety specificity toxicity truthfulness usefulness"
)


def said(name: str) -> frozenset[str]:
    """The words of a text, case aside."""
    return frozenset(re.findall(r"[^\W\d_]+", spaced(name)))


def spaced(name: str) -> str:
    """A header in lower case, its words apart.

    >>> spaced("raterID 2")
    'rater id 2'
    """
    return re.sub(r"([a-z])([A-Z])", r"\1 \2", name).casefold()
