"""Everything that can be said of one table of ratings, as one document for JSON.

`listwise` holds what SPSS prints, `available` what uses every rating. A number that does not
exist is null, and `undefined` maps its path ("available.fleiss_gwet.coef") to the reason.
Intervals are named after their confidence: `ci95_fisher`, `ci90_t_unclamped`, ...
"""

from helpers.agreement import sums
from helpers.agreement.coefficients import Coefficient, coefficients, conger, enough
from helpers.agreement.influence import Change, one_more, splits, without_each
from helpers.agreement.intervals import disagreement_bound
from helpers.agreement.pairs import Group, Pairs, confusion, pairs, pairwise_kappas
from helpers.agreement.paradox import Paradox, look_ordered, paradox
from helpers.agreement.patterns import Patterns, look_like_places
from helpers.agreement.plain import Tree, plain
from helpers.agreement.services import by_service
from helpers.agreement.spss import NO_COMPLETE, CategoryRow, NullTest, Spss, spss
from helpers.agreement.values import Undefined, Value
from helpers.ratings import Origin, Ratings


def document(
    ratings: Ratings | Patterns,
    confidence: float = 0.95,
    draws: int = 10_000,
    seed: int = 1,
    *,
    origin: Origin | None = None,
) -> Tree:
    """Every coefficient, interval, pair and note for one table: plain dicts, lists, numbers.

    `origin` says where patterns came from; ratings know it themselves.

    Raises:
        StudyError: when no extract has two ratings.
    """
    origin = ratings.origin if isinstance(ratings, Ratings) else origin or Origin("")
    patterns = enough(ratings, origin.name)
    ci = f"ci{100 * confidence:g}"
    found = coefficients(patterns, confidence, draws, seed)
    two_by_two = pairs(patterns, confidence, draws, seed)
    without = without_each(patterns, confidence)
    clustered = isinstance(ratings, Ratings) and by_service(ratings, confidence, draws, seed)
    tree: Tree = {
        "input": _input(origin, patterns),
        "categories": list(patterns.categories),
        "confidence": confidence,
        "draws": draws,
        "seed": seed,
        "listwise": _listwise(patterns, confidence, ci),
        "available": _available(patterns, found, two_by_two, ci),
        "pairs": _groups(two_by_two, "pairs", ci),
        "raters": _groups(two_by_two, "raters", ci),
        "without_rater": without
        if isinstance(without, Undefined)
        else [_change(change, ci) for change in without],
        "one_more_rater": [_change(change, ci) for change in one_more(patterns)],
        "confusion": confusion(patterns).to_numpy().tolist(),
        "split_extracts": list(splits(ratings).index) if isinstance(ratings, Ratings) else [],
        "paradox": _paradox(paradox(patterns)),
        "notes": _notes(patterns, found[0], confidence),
    }
    if clustered:
        tree["input"]["services"] = clustered.services
        tree["available"]["fleiss_gwet"][f"{ci}_services"] = clustered.interval
        tree["notes"] += [clustered.warning] if clustered.warning else []
    return plain(tree)


def _input(origin: Origin, patterns: Patterns) -> Tree:
    stamp = {"stamp": origin.stamp} if origin.stamp else {}
    return stamp | {
        "file": origin.name,
        "kind": origin.kind,
        "sha256": origin.sha256,
        "layout": origin.layout,
        "changes": list(origin.changes),
        "extracts": patterns.extracts,
        "raters": list(patterns.raters),
        "raters_known": patterns.raters_known,
        "missing": int(patterns.counts @ (len(patterns.raters) - patterns.ratings)),
        "blank_extracts": patterns.extracts - patterns.rated().extracts,
    }


def _listwise(patterns: Patterns, confidence: float, ci: str) -> Tree:
    complete, printed = patterns.listwise(), spss(patterns, confidence)
    if not complete.extracts:
        nothing = Undefined(NO_COMPLETE)
        return {
            "fleiss": _fleiss(printed, nothing, ci),
            "light": _light(nothing),
            "conger": {"kappa": nothing, "pe": nothing},
            "all_agree_proportion": nothing,
            "mean_pairwise_agreement": nothing,
        }
    (fleiss, *_) = sums.anonymous(complete).resampled(0, 0)
    exact = conger(complete, draws=0)
    unanimous = complete.table.max(axis=1) == len(complete.raters)
    return {
        "fleiss": _fleiss(printed, fleiss.jackknife_se(), ci),
        "light": _light(pairwise_kappas(complete)),
        "conger": {"kappa": exact.coef, "pe": exact.chance},
        "all_agree_proportion": int(complete.counts[unanimous].sum()) / complete.extracts,
        "mean_pairwise_agreement": printed.agreement,
    }


def _fleiss(printed: Spss, jackknife: Value, ci: str) -> Tree:
    undefined = isinstance(printed.overall.kappa, Undefined)
    return {
        "n_subjects": printed.extracts,
        "n_raters": printed.raters,
        "dropped": printed.dropped,
        "pa": printed.agreement,
        "pe": printed.chance,
        "marginals": [row.share for row in printed.categories],
        "per_category": [_category(row, ci) for row in printed.categories],
        **_test(printed.overall, ci),
        "se_jackknife": printed.overall.kappa if undefined else jackknife,
    }


def _category(row: CategoryRow, ci: str) -> Tree:
    return {"category": row.category, **_test(row.test, ci), "cond_prob": row.agreement}


def _test(test: NullTest, ci: str) -> Tree:
    return {
        "kappa": test.kappa,
        "se_null": test.se,
        "z": test.z,
        "p": test.p,
        f"{ci}_null": test.interval,
    }


def _light(kappas: list[Value] | Undefined) -> Tree:
    if isinstance(kappas, Undefined):
        return {"kappa": kappas, "pairwise_cohen": kappas}
    missing = [kappa for kappa in kappas if isinstance(kappa, Undefined)]
    mean = missing[0] if missing else sum(k for k in kappas if isinstance(k, float)) / len(kappas)
    return {"kappa": mean, "pairwise_cohen": kappas}


def _available(
    patterns: Patterns, found: tuple[Coefficient, ...], two_by_two: Pairs | Undefined, ci: str
) -> Tree:
    rated, paired = patterns.rated(), patterns.rated(2)
    tree: Tree = {
        "n_subjects": rated.extracts,
        "n_subjects_2plus": paired.extracts,
        "mean_pairwise_agreement": found[0].agreement,
        "pi": [float(share) for share in rated.counts @ sums.shares_of(rated) / rated.extracts],
        **{each.key: _coefficient(each, ci) for each in found},
        "mean_pairwise_cohen": {"coef": two_by_two},
    }
    alpha = tree["krippendorff_nominal"]
    alpha["n_pairable"] = int(paired.counts @ paired.ratings)
    alpha["se_gwet"] = alpha.pop("se")
    if isinstance(two_by_two, Pairs):
        tree["mean_pairwise_cohen"] = _group(two_by_two.overall, ci) | {
            "coef": two_by_two.overall.kappa.value
        }
    return tree


def _coefficient(found: Coefficient, ci: str) -> Tree:
    return {
        "coef": found.coef,
        "pa": found.agreement,
        "pe": found.chance,
        "se": found.se,
        "t": found.t,
        "p_t": found.p,
        "df": found.df,
        f"{ci}_t_unclamped": found.student,
        f"{ci}_t_clamped": found.student_clamped,
        f"{ci}_fisher": found.fisher,
        f"{ci}_bca": found.bca,
        f"{ci}_percentile": found.percentile,
        "se_jackknife": found.se_jackknife,
        "se_bootstrap": found.se_bootstrap,
        "undefined_draws": found.undefined_draws,
    }


def _groups(two_by_two: Pairs | Undefined, which: str, ci: str) -> Undefined | list[Tree]:
    if isinstance(two_by_two, Undefined):
        return two_by_two
    return [_group(group, ci) for group in getattr(two_by_two, which)]


def _group(group: Group, ci: str) -> Tree:
    return {
        "name": group.name,
        "extracts": group.extracts,
        "kappa": group.kappa.value,
        "se_bootstrap": group.kappa.se,
        f"{ci}_bca": group.kappa.bca,
        f"{ci}_percentile": group.kappa.percentile,
        "agreement": group.agreement.value,
        f"agreement_{ci}_percentile": group.agreement.percentile,
    }


def _change(change: Change, ci: str) -> Tree:
    tree = {"rater": change.what, "kappa": change.kappa, "change": change.change}
    return tree if change.fisher is None else tree | {f"{ci}_fisher": change.fisher}


def _paradox(facts: Paradox) -> Tree:
    return {"largest": facts.largest, "cost": facts.cost, "even": facts.even, "text": str(facts)}


def _notes(patterns: Patterns, fleiss: Coefficient, confidence: float) -> list[str]:
    n, notes = patterns.rated(2).extracts, []
    if look_like_places(patterns):
        notes.append(
            "in every extract the labels stand in one order from left to right, as where columns "
            "are places and not people: if so, nothing here that follows a single rater holds"
        )
    shares = patterns.counts @ patterns.table / int(patterns.counts @ patterns.ratings)
    if look_ordered(patterns.categories):
        notes.append("categories are nominal: the order that the labels suggest is not used")
    if n < 100:
        skew = ", with most ratings in one category" if shares.max() > 0.6 else ""
        notes.append(f"{n} extracts{skew}: no interval is sure to hold at this size")
    if fleiss.agreement == 1:
        bound = disagreement_bound(n, confidence)
        notes.append(
            f"no disagreement observed: at {confidence:.0%} confidence raters part on less than "
            f"{bound:.1%} of extracts"
        )
    return notes
