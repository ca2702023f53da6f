"""Headers of what is known of an extract or its subject, and is no rater's."""

from helpers.layouts import consensus, roles

# English and German, without accents.
KNOWN = roles.word_set(
    "alive arm arms bmi city clinic control country dead deceased diabetes diabetic died education "
    "ethnicity excluded exposed exposure female followup hospital hypertension income included "
    "intervention language male married mortality phase pregnant priority race randomised "
    "randomized round session severity smoker smokers smoking survival survived treated treatment "
    "urban visit ward wave frau gestorben geschlecht klinik krankenhaus mannlich raucher station "
    "verstorben weiblich"
)
ABOUT = roles.word_set("at by current ever flag group in is of patient status the was")


def is_covariate(name: str) -> bool:
    """Whether a name says, and says nothing but, that it stands for what is known of a subject.

    >>> [is_covariate(name) for name in ("Female", "treatment_arm", "Männlich", "Anna", "1")]
    [True, True, True, False, False]
    """
    spoken = roles.said(consensus.bare(name))
    known = ABOUT | roles.EXTRACT | roles.CATEGORY | roles.BESIDE
    return bool(spoken & KNOWN) and spoken <= KNOWN | known
