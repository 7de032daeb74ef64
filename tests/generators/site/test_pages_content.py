"""What readers find on the pages."""

import pytest

from generators.languages import Language
from generators.messages import sentence_of
from generators.model.findings import a_finding
from generators.phrases.labels import english_label
from generators.site.pages import SitePages
from generators.site.pages.lists.home import PERSONAS
from tests.generators.site.page_libraries import content_of, loaded, planned, section_of, text_of


def page(address: str, language: Language = "zh-Hans") -> str:
    return content_of(address, language)


# A new colleague reads the role


def test_a_duty_says_to_whom_with_what_and_by_when() -> None:
    duties = section_of(page("works/role/inspector/"), "duties")
    first = text_of(duties.split('id="measure"')[1].split("</section>")[0])

    assert "量尺寸，填检验报告" in first
    assert (
        "交 厂长，会同 营业员，依据 工单，用 检验报告，留存 照片、检验报告，保管 3 年，见 出厂检验" in first
    )
    assert "每月 1 日前（遇节假日提前）" in first


def test_parts_of_a_duty_stand_below_it() -> None:
    duties = page("works/role/inspector/")

    assert duties.index('id="measure"') < duties.index('<section class="duty part p1" id="calibrate"')


def test_a_role_sees_every_step_in_which_it_takes_part() -> None:
    steps = text_of(section_of(page("works/role/inspector/"), "steps-taken"))
    boss = text_of(section_of(page("works/role/manager/"), "steps-taken"))
    clerk = text_of(section_of(page("shop/role/clerk/"), "steps-taken"))

    assert "1 个流程，4 个步骤" in steps
    assert steps.count("出厂检验 LC-003") == 1, "a procedure is named once, above its steps"
    assert "1 填检验报告 执行 2 个工作日" in steps
    assert "审批" in steps
    for part in ("审批", "接手", "执行"):
        assert part in boss
    assert "被征求意见" in clerk


def test_a_role_sees_the_clauses_that_name_it_and_what_others_hand_over() -> None:
    assert "质检员每天首检" in text_of(section_of(page("works/role/inspector/"), "clauses-taken"))
    assert "量尺寸" in text_of(section_of(page("works/role/manager/"), "received"))


def test_a_role_lists_forms_of_its_duties_and_of_its_steps() -> None:
    forms = text_of(section_of(page("works/role/inspector/"), "forms-used"))

    assert "工单" in forms
    assert "检验报告 BD-001" in forms


def test_wording_of_authors_is_never_markup() -> None:
    assert "停线 &lt;b&gt;立刻&lt;/b&gt;" in page("works/role/inspector/")


def test_a_vague_deadline_is_marked_for_those_who_cannot_see_the_dashes() -> None:
    assert '<span class="due vague">及时<span class="vh">（未定周期）</span></span>' in page(
        "works/role/manager/"
    )


# Somebody follows a procedure


def test_a_decision_leads_to_numbered_steps() -> None:
    steps = section_of(page("works/procedure/inspection/"), "steps")
    decision = steps.split('id="judge"')[1].split("</tr>")[0]

    assert 'class="stepno d"' in decision
    assert '<b>合格</b> → <a class="nb" href="#sign">第 3 步</a>' in decision
    assert (
        '<a class="nb" href="#draft">第 1 步</a>，须附 <a href="../../../works/form/order/">工单</a>'
        in decision
    )
    assert "<b>报废</b> → 结束" in decision


def test_an_approval_names_its_approvers_their_order_and_the_way_back() -> None:
    approval = (
        section_of(page("works/procedure/inspection/"), "steps").split('id="sign"')[1].split("</tr>")[0]
    )

    assert 'class="stepno a"' in approval
    assert "质检员、厂长 依次" in text_of(approval).replace("依次", " 依次").replace("  ", " ")
    assert "不同意，退回第 1 步" in text_of(approval)
    assert "每个工作日 17:30" in approval


def test_forks_joins_relays_and_escalations_are_said() -> None:
    steps = text_of(section_of(page("works/procedure/inspection/"), "steps"))

    for said in (
        "同时开始第 5 步、第 6 步", "接第 7 步", "各路都到齐才开始", "转入 排产",
        "质检员不在：转给 厂长，告知 质检科",
        "过 3 天未办，升级到 厂长", "商量 营业员", "知会 顾客",
        "用 台账系统", "责任：质检员", "字迹清楚。", "2 个工作日",
    ):  # fmt: skip
        assert said in steps, said


def test_a_procedure_knows_what_comes_before_and_after() -> None:
    ways = text_of(section_of(page("works/procedure/inspection/"), "hand-offs"))

    assert "前接 排产 LC-001 待编" in ways
    assert "后转 排产 LC-001 检验完 待编" in ways


def test_a_planned_procedure_shows_its_name_and_who_will_write_it_no_more() -> None:
    planned_page = text_of(page("works/procedure/planning/"))

    assert "待编" in planned_page
    assert "责任岗位：厂长。计划完成：2026-12-01。" in planned_page
    assert "步骤" not in planned_page


# Somebody looks up a rule


def test_articles_and_nested_clauses_keep_the_authors_numbers_and_anchors() -> None:
    rules = page("works/policy/rules/")

    for anchor, label in (("a-one", "第一条"), ("c-one", "（一）"), ("c-two", "1.")):
        assert f"{label}</span>" in rules.split(f'id="{anchor}"')[1][:80]
    assert '<h2 class="h2" id="ch-one">第一章 总则</h2>' in rules
    assert '<h3 class="art" id="s-a-one">首检</h3>' in rules


def test_a_blank_line_begins_a_paragraph_and_a_new_line_stays_one() -> None:
    assert '<p class="prose">第一段。</p><p class="prose">第二段，<br>换行。</p>' in page(
        "works/policy/rules/"
    )


def test_a_definition_may_come_from_the_glossary() -> None:
    assert "批次 同一天开工的一组产品。" in text_of(
        section_of(page("works/policy/rules/"), "definitions")
    ).replace("  ", " ")


def test_prose_is_sanitised_linked_and_begins_at_the_second_level() -> None:
    guide = page("works/guide/measuring/")

    assert '<h2 id="s-prose-1">拿稳</h2>' in guide
    assert '<h3 id="s-prose-2">读数</h3>' in guide
    assert "<script" not in guide
    assert "onerror" not in guide
    assert '<a class="ref" href="../../../works/role/inspector/">质检员</a>先<strong>看</strong>' in guide
    assert "<code>检验报告</code>" in guide
    assert '<th scope="col">尺寸</th>' in guide
    assert "再量 &amp; 记" in guide


def test_a_document_in_review_says_what_applies_meanwhile() -> None:
    assert "本文件正在评审" in page("works/guide/measuring/")


# Somebody fills in a form


def test_a_form_lists_its_fields_by_group_with_options_and_columns() -> None:
    fields = text_of(section_of(page("works/form/report/"), "fields"))

    assert "基本 批次 文字 必填 照工单写" in fields.replace("  ", " ")
    assert "选项：合格、不合格" in fields
    assert "留 8 行" in fields
    assert "量值 数字 单位：毫米" in fields.replace("  ", " ")


def test_a_form_knows_where_it_is_used_and_how_long_it_is_kept() -> None:
    form = page("works/form/report/")
    uses = text_of(section_of(form, "used-in"))

    for use in ("输出 填检验报告", "交付 量尺寸", "出厂检验，第 1 步"):
        assert use in uses.replace("  ", " "), use
    assert "保管期限 3 年" in text_of(form)


def test_a_superseded_form_names_its_successor() -> None:
    assert "本文件已由检验报告替代" in text_of(page("works/form/slip/"))
    assert "本文件已作废" in page("works/form/tag/")
    assert "没有流程或职责用到它" in page("works/form/slip/")


def test_a_checklist_counts_its_items_and_says_what_starts_it() -> None:
    checklist = page("works/checklist/first-day/")

    assert "共 2 项" in checklist
    assert "出厂检验 第 7 步" in text_of(checklist)
    assert "要求：认得出口，方法：跟班，由 厂长，读 检验规定，留存 签到，由厂长核实" in text_of(
        checklist
    ).replace("由厂长 核实", "由厂长核实")


# Somebody looks at the organisation


def test_a_department_shows_goals_below_goals_and_an_express_nothing() -> None:
    department = page("works/department/quality/")

    assert department.index('id="g-long"') < department.index('class="duty part p1" id="g-year"')
    assert "投诉：10 件，越低越好" in text_of(department)
    assert "无往来" in text_of(section_of(department, "interfaces"))


def test_a_department_says_when_its_superiors_disagree() -> None:
    found = loaded()
    assert found.library is not None
    finding = a_finding("superior-disagrees", "works/department/quality", superior="总厂", manager="厂长")
    pages = SitePages(found.library.open_part, language="zh-Hans", keys=found.keys, findings=[finding])
    shown = next(p for p in pages.plan() if p.address == "works/department/quality/").render().content

    assert "两处说法不一" in shown
    assert sentence_of(finding, "zh-CN") in text_of(shown)


def test_a_unit_lists_departments_with_their_roles_and_external_parties() -> None:
    unit = text_of(page("works/"))

    assert "质检科 BM-001" in unit
    assert "质检员" in unit
    assert "厂长" in unit
    assert "顾客" in unit


def test_an_external_party_sees_what_it_is_given() -> None:
    assert "交给它 向质检员领样品" in text_of(page("works/external/customer/")).replace("  ", " ")


def test_the_rail_shows_colleagues_and_neighbours() -> None:
    rail = planned(loaded())["works/role/inspector/"].render().rail

    assert '<a href="../../../works/role/inspector/" aria-current="page">质检员</a>' in rail
    assert "厂长" in rail


# Lists


def test_the_register_counts_planned_documents_and_names_code_gaps() -> None:
    register = text_of(page("register/"))

    assert "共 15 份，已写成 14 份，待编 1 份" in register
    assert "编号缺口：LC-002" in register
    assert "价格底线" not in register


def test_the_glossary_is_sorted_by_sound_and_a_word_does_not_lead_to_itself() -> None:
    glossary = page("glossary/")

    assert glossary.index('id="rework"') < glossary.index('id="batch"')
    assert "也说：批号" in glossary
    assert "不用的说法：堆" in glossary
    assert 'id="s-f"' in glossary


def test_the_calendar_sorts_by_period_and_keeps_vague_deadlines_apart() -> None:
    calendar = text_of(page("calendar/"))

    events = text_of(page("calendar/events/"))

    assert calendar.index("每天") < calendar.index("每月 1 日前") < calendar.index("每月 28 日")
    assert events.index("收到通知后 2 个工作日内") < events.index("原文只说") < events.rindex("签发检验报告")


def test_the_calendar_folds_deadlines_after_events_by_unit() -> None:
    events = section_of(page("calendar/events/"), "events")

    assert events.count('<details class="fold') == events.count("</details>") > 0


def test_findings_begin_with_known_gaps_and_show_reasons_for_exemptions() -> None:
    findings = text_of(page("findings/"))

    assert "量具清单还没有。" in findings
    assert "责任岗位：厂长" in findings


def test_changes_are_listed_newest_first_by_month() -> None:
    changes = text_of(page("changes/"))

    assert changes.index("2026 年 5 月") < changes.index("2025 年 5 月")
    assert "报告提早交。" in changes


def test_home_opens_a_door_for_everybody() -> None:
    home = page("")

    lists = ("register/", "register/planned/", "checklists/", "calendar/", "findings/", "changes/")
    for door in (*lists, "company/chart/", *(f"company/{name}/" for name in PERSONAS)):
        assert f'href="./{door}"' in home
    assert 'action="./search/"' in home


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("new-hire", ("质检员", "检验规定", "怎样读一页")),
        ("owner", ("按责任岗位", "厂长", "到期的日子")),
        ("auditor", ("编写进度", "LC-002")),
        ("hr", ("岗位与编制", "每个岗位都写了职责")),
        ("manager", ("质检科", "在部门页上看什么")),
    ],
)
def test_every_persona_finds_what_it_looks_for_first(name: str, seen: tuple[str, ...]) -> None:
    shown = page(f"company/{name}/")

    for word in seen:
        assert word in text_of(shown)
    assert f'company/{name}/" aria-current="page"' in shown


def test_the_chart_hangs_roles_below_the_role_they_report_to() -> None:
    chart = page("company/chart/")
    posts = chart[chart.index('<ul class="org__posts">', chart.index("质检科")) :]
    above, below = posts.index(">厂长</a>"), posts.index(">质检员</a>")

    assert '<ul class="org__posts">' in posts[above:below]


def test_the_planned_register_counts_what_is_in_force_of_what_there_is_to_be() -> None:
    planned_page = page("register/planned/")

    assert "排产" in text_of(planned_page)
    assert '<span class="cov' in planned_page


def test_a_form_is_shown_as_it_is_printed() -> None:
    sheet = page("works/form/report/").partition('<figure class="sheet')[2].partition("</figure>")[0]

    assert "检验报告" in sheet
    assert 'class="box' in sheet
    assert "<a " not in sheet


# Revisions


def test_a_comparison_marks_words_and_says_deadlines_in_words() -> None:
    comparison = page("works/role/inspector/changes/")

    assert "每月 <del>5</del><ins>1</ins> 日前" in comparison
    assert "<del>扫地</del>" in comparison
    assert "<ins>，按《检验规定》办</ins>" in comparison
    assert comparison.index("检验报告") < comparison.index("期限")
    assert "职责 1." in comparison


def test_a_document_with_earlier_revisions_offers_the_comparison() -> None:
    assert 'href="../../../works/role/inspector/changes/"' in page("works/role/inspector/")
    assert "changes/" not in page("works/role/manager/")


# What must not be seen


def test_open_pages_never_tell_of_a_restricted_document() -> None:
    for language in ("zh-Hans", "en"):
        for address, planned_page in planned(loaded(), language).items():
            shown = planned_page.render()
            assert "secret" not in address
            for told in ("价格底线", "Price floor", "works/policy/secret", "ZD-009"):
                assert told not in shown.content + shown.rail + shown.toc, address


def test_a_reference_to_a_restricted_document_is_no_link() -> None:
    assert '<span class="dim">受限文件</span>' in page("works/guide/measuring/")


def test_the_second_pass_makes_the_pages_of_restricted_documents_alone() -> None:
    found = loaded()
    assert found.library is not None
    secret = "works/policy/secret"
    pages = list(SitePages(found.library, language="zh-Hans", keys=found.keys, only={secret}).plan())

    assert [page.address for page in pages] == [f"{secret}/"]
    assert "不低于成本，见" in pages[0].render().content


def test_a_finding_that_names_a_hidden_document_is_not_shown() -> None:
    found = loaded()
    assert found.library is not None
    findings = [
        a_finding("duplicate-code", "works/form/report", code="X", other="works/policy/secret"),
        a_finding("owner-missing", "works/policy/secret"),
        a_finding("owner-missing", "works/form/order"),
    ]
    pages = SitePages(found.library.open_part, language="zh-Hans", keys=found.keys, findings=findings)
    shown = next(p for p in pages.plan() if p.address == "findings/").render().content

    assert "duplicate-code" not in shown
    assert shown.count("owner-missing") == 1


def test_a_retired_role_is_named_without_a_link() -> None:
    pages = planned(loaded())

    assert "works/role/runner/" not in pages


# English


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("一、", "1."),
        ("（十二）", "(12)"),
        ("第二十三条", "Article 23"),
        ("第7条", "Article 7"),
        ("第三章", "Chapter 3"),
        ("①", "①"),
        ("a.", "a."),
    ],
)
def test_an_english_reader_reads_numbers_in_figures(written: str, read: str) -> None:
    assert english_label(written) == read


@pytest.mark.parametrize("address", ["works/form/report/", "works/policy/rules/"])
def test_an_untranslated_document_is_shown_in_chinese_with_one_note(address: str) -> None:
    shown = page(f"en/{address}", "en")

    assert shown.count("This page is shown in Chinese; no English text yet") == 1
    assert '<span lang="zh-Hans">' in shown or 'lang="zh-Hans"' in shown


def test_a_partly_translated_document_says_so() -> None:
    shown = page("en/works/role/inspector/", "en")

    assert "Some passages have no English text yet" in shown
    assert "Measure and fill in the report." in shown
    assert "before the 1st of each month (earlier on holidays)" in shown
    assert '<h1 class="title">Inspector</h1>' in shown
    assert '<span lang="zh-Hans">质检员</span><span class="code">GW-002</span>' in shown


def test_english_pages_link_to_english_pages() -> None:
    shown = page("en/works/role/inspector/", "en")

    assert 'href="../../../../en/works/role/manager/"' in shown
    assert 'href="../../../../works/' not in shown
