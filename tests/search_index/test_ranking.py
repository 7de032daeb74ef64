"""Which hit comes first, and what the hits are counted by."""

from search_index.reader import SearchIndex
from tests.search_index.conftest import Build
from tests.search_index.handbook import a_document, a_section


def documents(index: SearchIndex, query: str, **options: object) -> list[str]:
    return [hit.document for hit in index.search(query, **options).hits]  # type: ignore[arg-type]


def test_whole_title_comes_before_a_longer_title_and_a_mention(build: Build) -> None:
    index = build(
        [
            a_section(
                "u/role/a", title="采购助理", text="协助采购经理，采购经理外出时接电话。采购经理审核。"
            ),
            a_section("u/role/b", title="采购经理", text="管理供应商。"),
            a_section("u/role/c", title="采购部区域采购经理岗位", text="管理区域供应商。"),
        ]
    )
    assert documents(index, "采购经理") == ["u/role/b", "u/role/c", "u/role/a"]


def test_title_counts_more_than_heading_and_heading_more_than_text(build: Build) -> None:
    index = build(
        [
            a_section("u/policy/a", title="门卫须知", heading="门卫须知", text="夜间盘点时开灯。"),
            a_section("u/policy/b", "a1", title="仓库须知", heading="季度盘点", text="每季度一次。"),
            a_section("u/policy/c", title="盘点须知", heading="盘点须知", text="每季度一次。"),
        ]
    )
    assert documents(index, "盘点") == ["u/policy/c", "u/policy/b", "u/policy/a"]


def test_words_side_by_side_come_before_the_same_words_apart(build: Build) -> None:
    index = build(
        [
            a_section("u/policy/a", title="制度甲", text="合同由法务部审核，款项到账后归档。"),
            a_section("u/policy/b", title="制度乙", text="法务部负责合同归档，款项由财务审核。"),
        ]
    )
    assert documents(index, "合同归档") == ["u/policy/b", "u/policy/a"]


def test_own_unit_and_own_documents_move_up_without_hiding_others(build: Build) -> None:
    index = build(
        [a_section(f"{unit}/policy/x", title="请假制度", text="请假须提前申请。") for unit in ("a", "b", "c")]
    )
    assert documents(index, "请假") == ["a/policy/x", "b/policy/x", "c/policy/x"]
    assert documents(index, "请假", prefer_units=("c",))[0] == "c/policy/x"
    assert documents(index, "请假", prefer_documents=("b/policy/x",))[0] == "b/policy/x"
    assert len(documents(index, "请假", prefer_units=("c",))) == 3


def test_one_document_does_not_take_all_the_first_places(build: Build) -> None:
    steps = {f"s{i}": (f"第{i}步", "仓库管理员核对入库数量。") for i in range(1, 9)}
    index = build(
        [
            *a_document("u/procedure/long", "入库流程", {"": ("", "仓库入库的做法。"), **steps}),
            a_section(
                "u/policy/other", title="仓库制度", text="仓库管理员核对数量，并保管钥匙与账本，每日登记。"
            ),
        ]
    )
    assert "u/policy/other" in documents(index, "仓库管理员")[:6]


def test_filters_apply_before_counting(handbook: SearchIndex) -> None:
    everything = handbook.search("市场部", limit=50)
    roles = handbook.search("市场部", limit=50, kinds=("role",))
    assert everything.total == len(everything.hits) == sum(everything.facets["kind"].values())
    assert roles.total == everything.facets["kind"]["role"] == len(roles.hits)
    assert roles.facets["kind"] == {"role": roles.total}


def test_each_filter_leaves_only_what_it_names(handbook: SearchIndex) -> None:
    for name, value in {"units": "parts", "departments": "finance", "statuses": "draft"}.items():
        hits = handbook.search("凭证", **{name: (value,)}).hits  # type: ignore[arg-type]
        assert [hit.document for hit in hits] == ["parts/role/accountant"]
    assert handbook.search("凭证", units=("auto",)).total == 0


def test_hidden_document_is_neither_found_nor_counted_nor_suggested(handbook: SearchIndex) -> None:
    hidden = ("parts/role/accountant",)
    assert handbook.search("会计", hidden_documents=hidden).total == 0
    assert handbook.search("会计", hidden_documents=hidden).facets["unit"] == {}
    assert handbook.suggest("会计", hidden_documents=hidden) == ()
    assert handbook.suggest("会计") != ()


def test_limit_cuts_the_hits_but_not_the_count(handbook: SearchIndex) -> None:
    some = handbook.search("市场部", limit=2)
    assert len(some.hits) == 2
    assert some.total > 2


def test_same_question_gets_the_same_answer_each_time(handbook: SearchIndex) -> None:
    assert handbook.search("市场部经理 预算") == handbook.search("市场部经理 预算")


def test_what_no_longer_holds_comes_after_what_does_and_is_still_found(build: Build) -> None:
    index = build(
        [
            a_section("u/form/old", title="业务员日报", status="withdrawn", code="F-021"),
            a_section("u/form/new", title="业务员工作日报", status="effective", code="F-022"),
        ]
    )
    assert documents(index, "业务员日报") == ["u/form/new", "u/form/old"]
    assert documents(index, "F-021")[0] == "u/form/old"
