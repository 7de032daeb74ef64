"""Words of a question that say nothing about its answer.

Stop words carry no requirement and no weight. Weak words (办理, 相关) may lift a hit but need not occur in it:
people put them in, the text that answers them often does not.
"""

from typing import Final

_STOP: Final = """
怎么 怎样 怎么样 怎么办 怎么走 怎么做 怎么写 如何 为何 为什么 为啥 咋 咋办 是否 能否 可否 谁 谁来 谁能
哪 哪个 哪些 哪里 哪儿 哪位 哪种 在哪 在哪里 在哪儿 什么 什么样 什么时候 啥 啥时候 何时 何处 多久 多长
多长时间 多少 几 几个 几天 几次 几时 几点 吗 呢 吧 啊 呀 嘛 的 地 得 了 着 过 是 是不是 有 有没有 没有
在 我 我们 我要 我想 你 你们 您 他 她 它 他们 咱 咱们 自己 要 想 想要 请 请问 问 一下 想问 能 能不能 可以
可不可以 应 应该 该 需要 需 得要 会 和 与 及 以及 或 或者 还是 把 被 给 对 对于 关于 到 去 来 由 从 向 为
以 于 跟 同 让 叫 就 都 也 还 才 再 又 很 最 不 没 别 这 那 这个 那个 这些 那些 这里 其 之 所 时 时候 的话
么 嗯 哦 哈 啦 喽 呗 咧 先 已 已经 曾 将 正在 那边 这边 那里 这儿 那儿 出来 起来 下来 上来 到底 究竟 分别
其实 大概 差不多 不是 找谁 一个 一些 一次 每次 一回 隔 隔多久 多久一次 如果 假如
要是 因为 所以 但是 然后 并 且 而 后 前 之后 之前 以后 以前
a an and are as at be by can could do does for from how i in into is it me my of on or our shall should
that the their them then there these this those to was we what when where which who whom whose why will
with would you your please need must out over up off just get got there so if any some vs versus
"""

_WEAK: Final = """
办理 处理 进行 填写 填 提交 交 走 办 做 写 用 看 拿 领 批 签 规定 要求 相关 有关 具体 情况 内容 东西 事情
方面 问题 公司 单位 我司 本公司 哪步 第几步 一般 通常 一共 总共 必须 允许 属于 包括 使用 完成 开始 结束 负责
负责人 时间 多大 介绍 查询 查 查看 查找 告诉 知道 了解 步骤 方法 办法 清楚 明白 用到 涉及 东西 这种 那种 这样 那样 地方
about company get make time find tell know
"""

STOP_WORDS: Final = frozenset(_STOP.split())
WEAK_WORDS: Final = frozenset(_WEAK.split())
