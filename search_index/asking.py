"""Words that only ask: in a question of their sort they need not stand in the text that answers.

谁批 does not look for 批, but for somebody who does; the words still help to choose among sections that match.
English ones are kept as stems.
"""

from typing import Final

from search_index.analysis import stem


def _words(text: str) -> frozenset[str]:
    return frozenset(map(stem, text.split()))


DEADLINE: Final = _words("""
    时间 期限 时限 截止 截止日 截止日期 最晚 最迟 最后 日期 日子 频率 周期 几次 一次 一回 次 回 弄 搞 做 之前 以前 前
    完成 期 天数 时间点 什么时候 一遍 遍 上报 报 交 上交 提交
    deadline due date often day time schedule frequency
""")
EFFECTIVE: Final = DEADLINE | _words("生效 施行 执行 实施 算数 作数 开始 起 有效")
KEEPING: Final = DEADLINE | _words("保管 保存 保留 留 存 年限 年 销毁 long keep kept retain stored")
REVIEW: Final = DEADLINE | _words("复审 评审 review")
APPROVER: Final = _words("""
    审核 审批 审定 审议 审查 核准 核定 批准 批复 签批 签字 签发 签署 会签 盖章 拍板 点头 说了算 作主 做主 同意 把关
    许可 授权 批 审 签 评 定 确认 有权 权限 领导 决定 最后 到底 级 过 走 通过 上会 手续
    approve approval approved approver sign signed signature authorize authorise authority permission
""")
FORM: Final = _words("""
    表 单 表格 表单 单据 单子 台账 模板 样表 格式 附件 附表 附 填 填写 写 用 哪种 现成 要 先 登记 记 留 里面 内容 块
    form template sheet fill attachment
""")
OWNER: Final = _words("""
    负责 负责人 责任人 管 归 归口 岗位 部门 科室 主管 牵头 承担 经办 做 弄 办 写 干 执笔 存 保管 保存 交 报 找 的事 属于
    事情
    responsible owner charge department person handle
""")
SUPERIOR: Final = OWNER | _words(
    "上级 领导 主管 直属 顶头 上司 听 分别 汇报 对谁 superior report boss supervisor"
)
HEAD: Final = SUPERIOR | _words("一把手 头儿 老大")
RECIPIENT: Final = OWNER | _words("发 送 寄 提 往 抄送 反馈 对象 send submit give hand")
KEEPER: Final = OWNER | _words("存档 归档 保管 保存 keep kept")
JUDGE: Final = OWNER | _words("评 评估 评审 评价 打分 核对 检查 复核 核实 验收")
WHAT: Final = _words("""
    定义 意思 含义 区别 不同 差别 概念 解释 指 叫 一回事 分 分成 怎么分 干嘛 干啥 做 干
    difference mean meaning definition
""")
HOW: Final = _words("""
    流程 步骤 程序 办法 方法 做法 顺序 怎么走 一步 步 开 弄 搞 做 走 办 处理 配合
    procedure process steps
""")
MAY: Final = _words("能 可以 允许 准 行 行不行 得 必须 需要 要 用 may can allowed")
