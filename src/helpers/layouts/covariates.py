"""Headers of what is known of an extract or its subject, and is no rater's."""

from helpers.layouts import consensus, terms

# English and German, without accents.
KNOWN = terms.word_set(
    "address alive arm arms authors bmi city clinic company condition control country county dead "
    "deceased department diabetes diabetic died district doi education ethnicity excluded "
    "exclusion "
    "exposed exposure faculty female followup hospital hypertension included income intervention "
    "journal language male married mortality nationality newspaper organisation organization "
    "outlet party phase platform practice pregnant priority profession publisher race randomised "
    "randomized reason reasons round school session severity smoker smokers smoking state "
    "survival survived town treated treatment urban village visit ward wave year frau gestorben "
    "geschlecht klinik krankenhaus land mannlich partei raucher schule stadt station verstorben "
    "weiblich"
)
ABOUT = terms.word_set("at by current ever flag group in is of patient status the was")


def is_covariate(name: str) -> bool:
    """Whether a name says, and says nothing but, that it stands for what is known of a subject.

    >>> [is_covariate(name) for name in ("Female", "treatment_arm", "Männlich", "Anna", "1")]
    [True, True, True, False, False]
    """
    spoken = terms.said(consensus.bare(name))
    known = ABOUT | terms.EXTRACT | terms.CATEGORY | terms.BESIDE
    return bool(spoken & KNOWN) and spoken <= KNOWN | known
