"""Headers of what is known of an extract or its subject, and is no rater's."""

from helpers.layouts.words import terms
from helpers.layouts.words.texts import bare

# English, German, Spanish and French, without accents.
KNOWN = terms.word_set(
    "address alive arm arms authors bmi city classe clinic cohort company condition control "
    "corpus country county dead deceased department diabetes diabetic dialect died district doi "
    "domain dose education emotion employment ethnicity excluded exclusion exposed exposure eye "
    "fach faculty female fold followup form frau genre geschlecht gestorben grade groupe grupo "
    "gruppe hand hospital hypertension included income intervention journal klasse klinik "
    "krankenhaus land language langue level list male mannlich married medium modality mortality "
    "nationality newspaper niveau nivel order organisation organization ort outlet "
    "partei party phase platform position practice pregnant priority profession prompt publisher "
    "race randomised randomized raucher reason reasons register relation religion response role "
    "round sample scanner school schule section semester session severity sexe sexo slide smoker "
    "smokers smoking source split stadt state station status stratum study subset survival "
    "survived target task tipo topic town treated treatment trial typ type urban valence variety "
    "version verstorben village visit ward wave week weiblich year"
)
ABOUT = terms.word_set("at by current ever flag group in is of patient status the was")


def is_covariate(name: str) -> bool:
    """Whether a name says, and says nothing but, that it stands for what is known of a subject.

    >>> [is_covariate(name) for name in ("Female", "treatment_arm", "Männlich", "Anna", "1")]
    [True, True, True, False, False]
    """
    spoken = terms.said(bare(name))
    known = ABOUT | terms.EXTRACT | terms.CATEGORY | terms.BESIDE
    return bool(spoken & KNOWN) and spoken <= KNOWN | known
