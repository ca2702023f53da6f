"""Words of headers in further languages and scripts, compared without accents."""

from helpers.layouts.words.terms import word_set
from helpers.layouts.words.texts import bare

# The final, common or agreed one.
AGREED = word_set(
    bare(
        "finalny uzgodniony итог итоговый итоговая итогово финальный согласовано консенсус 最終 "
        "最終コード 最終判定 確定 合意 ortak karar nihai uzlaşı الإجماع النهائي enighed endelig "
        "yhteinen lopullinen 최종 최종코드 합의 最终 最终编码 最终代码 最终结果 共识 定稿 "
        "τελικό τελική συναίνεση סופי finální konečný végleges közös definitivo eindoordeel slutlig"
    ).casefold()
)
# Whether raters agree.
AGREE = word_set(
    bare(
        "accordo concordância overeenstemming zgodność совпадение согласие 一致 是否一致 uyum "
        "uyuşma اتفاق överensstämmelse overensstemmelse enighed sama 일치 συμφωνία הסכמה shoda "
        "egyezés"
    ).casefold()
)
