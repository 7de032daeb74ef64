"""Speech: how people say at work what handbooks write, for any company. A company's own words are in its vocabulary.

Each line gives spoken words and, behind the colon, what may stand in the text instead. It is read in that
direction only: who writes 批准 does not mean 拍板.
"""

from typing import Final

from search_index.analysis import stem

_LINES: Final = """
批 拍板 点头 说了算 签字 做主 作主 放行: 审批 签批 批准 审定 同意 核准
审 把关: 审核 审查 审批 审定 评审
核: 核对 核实 审核 核算 核查
转给 转手 转出去: 转交 移交
交代 交代清楚 讲清楚 说清楚: 讲清 说明 写明 告知
约: 邀请 提请 约请 约定
设计院: 设计单位 设计院
往来 打交道 来往: 接口 往来 配合
动: 改 变 调整 变动
签: 签批 签字 签署 签发 签订
评: 评估 评审 评价 考核
打分 评分: 评估 评价 考核 评分
定 定下来 敲定: 确定 决定 制定 审定 拟定
改 改动 变动 调: 变更 修改 调整 更改 修订
修 修一修: 修订 修改 维修 修复
明天 明儿 第二天: 明日 次日 第二天
今天 今儿: 当天 当日
一天 一日: 每天 每日
一周 一星期: 每周
一个月: 每月
一年: 每年 年度
本月 当月: 每月 月度 当月
撤 撤回: 取消 撤销 退回
报 上报 报备 报一声 打招呼 打声招呼 招呼 知会 说一声 吱一声: 报告 联系 汇报 上报 报送 通知 告知 备案
告诉 告知 通知: 告知 通知 知会 报告
反映 反馈 提意见: 反馈 建议 报告
交 交给 递 递交 交上去: 提交 移交 交付 上交 报送 呈报
给 发给 发 寄 发送: 发送 提交 报送 寄送 邮寄 抄送 发放
发 出: 发布 发放 发送
领 领取 拿: 领用 领取 申领
存 留 放 收着 保存 收好: 保管 保存 归档 留存 存档 存放
存档 入档: 归档 存档 保管 建档
扔 扔掉 丢掉 处理掉: 销毁 处置
销掉: 销毁 注销
借 借出来 借走: 借阅 借用 借出
还 还回来: 归还
看 看看 瞧: 查看 查阅 分析 审阅
查 查一查 盘 抽查: 检查 核查 排查 查验 核对 盘点
盯 盯着 跟 追 催: 跟进 督办 跟踪 监督 催办
管 管着: 管理 负责 主管
弄 搞 做 干 办 开展 操办 张罗 干活: 组织 开展 实施 执行 办理 编制
写 执笔 起草 动笔 撰写: 编写 起草 编制 撰写 拟写 拟定
拟: 拟定 编制 起草
画 出图: 绘制
填 填写 登 登一下 记 记下来: 填写 登记 填报 记录
列 列个 列出 排: 编制 制定 安排 列出 列明
算 算账: 核算 计算 统计
统计 汇总 归拢 归总: 统计 汇总
摸底 打听 摸清 摸排 了解情况: 调查 调研 了解 考察
靠谱 可靠 实力: 实力 资质 信用 信誉
跑 拜访 走访 见: 拜访 走访 外出
跑外勤 外勤 跑业务 跑市场 跑客户 外跑: 业务员 外出 拜访 走访
出门 外地 出去 外出 在外 出远门: 外出 出差
位置 地方 地点: 位置 地点 所在地
核实 确认 证实: 核实 确认 核对 查实
选 挑 挑选 找: 选择 选定 筛选 确定 寻找
买 买进 进货 订货: 采购 购置 订购
卖 卖货 出货: 销售 出售
谈 谈妥: 洽谈 商谈 谈判
签合同 订合同: 签订 合同
付 付钱 打款 给钱 付账 结账: 付款 支付 结算
花钱 花销 开销 开支 钱: 费用 经费 预算 金额 支出
多少钱 几块钱 什么价: 价格 报价 单价 售价 金额 费用
扣钱: 扣款 扣发
省钱: 降本 节约 成本
贵 便宜 价 价钱 价位: 价格 报价
工资 薪水 薪资 开工资: 工资 薪酬
奖金: 奖励 奖金
提成: 提成 返利
报账 报销 请款: 报销 核销 报批
票 发票: 票据 发票
账本 账簿 账册 账目: 账册 账簿 账务 会计档案 财务档案
凭证 会计凭证: 凭证 会计凭证 财务档案 账册
招人 找人 请人: 招聘 录用
新来 新来的 新人 刚来 刚入职 新入职: 新员工 入职 到岗
走人 不干 辞了 离开: 离职 调离 离岗
调岗 换岗 换人 换工作 调走: 工作变动 调岗 岗位变动 交接
交班 交接: 交接 移交
顶 顶班 代班 替 替补 顶上 接手 接替: 后备 代理 接力 转交 代办
没空 忙 忙不过来 抽不开身 顾不上 没时间 走不开: 无暇 空档 延后 不能到场
老板 头儿 大老板 老总: 总经理 领导 负责人
领导 上司 头 上头 顶头: 上级 主管 负责人 经理
听 听谁的 归属: 上级 汇报 负责 隶属
手下 底下人 下面的人: 下属 所属
同事 伙计: 员工 人员
甲方 业主: 建设单位 甲方 业主
乙方 包工队: 分包 承包
厂家 厂商 厂方 上家: 厂家 厂商 供应商 品牌方
顾客 客人: 客户 顾客
客流 人流 来客 进店: 来店 来访 客户 到店
用户: 客户 用户
供货商 供应商 卖家: 供应商
开发商 房产商: 发展商 开发商
楼盘 盘 房子: 楼盘 项目
店 店里 门店: 门店 展厅
活动 搞活动 促销: 活动 促销 推广
临时 突然 突发: 计划外 临时 突发 特殊情况
着急 急 急事 火烧眉毛 加急: 紧急 急件 突发
软文 稿子 文章: 软文 稿件 文稿 新闻稿
名气 出名 有名: 知名度
口碑 名声 名誉: 美誉度 声誉 形象 信誉
臭 坏 受损 搞坏 砸了: 受损 失调 危机 损害
出事 出岔子 捅娄子: 事故 危机 异常
招 招数 法子 办法 打法: 策略 方法 模式
套路 模板 样板 范本: 模板 格式 范本
毛病 故障 坏了 不好用 不好使 难用 用不了: 缺陷 问题 故障 易用性 bug
bug 缺陷 漏洞: bug 缺陷
提建议 建议 提意见: 建议 改进 反馈
投诉 告状 骂 不满意 不满 客诉: 投诉 抱怨
牌子: 品牌 产品
新牌子 新品牌 代理: 代理 代理产品
东西 材料 资料: 资料 文件 物料
纸 文件: 文件 资料
原件: 原件
复印 复印件: 复印件
清单 单子 单据 条子: 表单 清单 记录 单据 签证
日记 日志: 日志 日记 日报
日报 每天的报告: 日报
开会 碰头 碰个头: 会议 例会 召开
商量 讨论 会商: 讨论 协商 征询 会商
教 带教 学: 培训 带教
考试 考核: 考核 考试 测验
绩效 表现: 绩效 考核
开工 动工: 开工
完工 竣工 交工 收尾: 竣工 完工 交工 工期
提前 早点: 提前 工期
拖 拖延 延后 延期 推迟 晚点: 延长 延期 工期
赶 赶工: 工期 进度
进度表: 进度计划
计划表 安排表: 计划
图 图纸: 图纸 图
临建 工棚 临时设施: 临时设施 临设
围墙 围挡: 围墙
机器 设备 机具: 设备 机具 机械
料 材料: 材料 物资
安全帽: 劳动保护 安全
质量 品质: 质量 品质
拆 拆成 拆解 拆分 细化 分小: 分解 分项 细分
任务 活儿 活 差事: 任务 工作 工作内容
一步一步: 步骤 流程
顺序 先后 次序: 顺序 先后 接力 流程
区别 差别 不同 怎么分: 区别 不同
配合 打交道 对接 衔接 协作: 接口 配合 协调 协助 支持
算数 作数 生效: 生效 施行 执行
规矩 规定: 制度 规定
范围 管到哪: 范围
打不通 联系不上: 失联 联系
拿货 提货: 提货 领用
退货 退回来: 退货 退回
送样 样品: 样品
礼品 赠品 小礼物: 礼品
摆放 摆货 陈列: 陈列 布置
上架 上柜: 上柜
布置 布展: 布置 陈列
销量 卖了多少: 销量 销售
对手 竞争对手 竞品 同行: 竞品 竞争 同业
系统 软件 程序: 系统 软件
电话 打电话 来电: 电话 来电
上门 来店 到店: 来店 来访
网上 网络: 网络 网站
发帖 顶贴: 论坛 发帖
记者 媒体: 媒体 记者
保密 机密 泄密: 保密
印章 公章 章 盖章: 用印 印章 盖章
钥匙 门禁: 门禁
车 用车: 车辆 用车
请假 休假 告假: 请假 休假
迟到 打卡 考勤: 考勤
加班: 加班
违规 犯错 出错 做错: 违规 责任 处理
写错 弄错 搞错 填错 报错: 更正 改正 差错 错误 失实
用错 滥用: 误用 用错
叫停 喊停: 叫停 停用 暂停 停止 停工
logo 商标: 标识 标志 商标
赔 赔偿: 赔偿
责任 背锅 担责 谁的锅 算谁的: 责任 担责 承担
目标 指标: 目标 指标
长远 长期: 长远 长期 战略
远期 近期: 近期
档 级 级别 几档: 类型 层级 级别 等级
"""

_ENGLISH: Final = """
mail post: send courier
package pack bundle: pack bound volume
manufacturer maker: brand supplier manufacturer
client customer: customer client
boss supervisor superior manager: manager superior head
admin administration: administration administrative archive
files file papers: archive record document file
hand give turn: transfer submit send deliver
submit send: submit send transfer deliver
sign approve okay: approve sign approval
approval permission: approve approval sign
change modify alter amend: change adjust revise amend
timetable timeline programme: schedule progress plan
schedule: schedule progress plan
extend extension delay postpone: extension delay postpone
bug defect fault glitch: bug defect
drawings blueprint: drawing
buy purchase order: purchase order procurement
hire recruit: recruit hire recruitment
fire dismiss quit resign: leave leaver resignation
boarding joining newcomer starter: onboarding joining new
pay salary wage: pay wage salary
budget money cost: budget cost expense
complain complaint: complaint
ad ads advert: advertising advertisement ad
store shop dealership: store showroom
visit trip travel: visit travel trip
meeting: meeting
keep store retain: keep retain retention
throw destroy discard: disposal destroy
borrow lend loan: loan lend borrow
write draft prepare: write draft prepare
check inspect verify: check inspect verify review
review: review
duty responsibility job: duty responsibility
rule policy regulation: policy rule
"""


def _table() -> dict[str, tuple[str, ...]]:
    table: dict[str, dict[str, None]] = {}
    for line in [*_LINES.strip().splitlines(), *_ENGLISH.strip().splitlines()]:
        spoken, _, written = line.partition(": ")
        for word in spoken.split():
            table.setdefault(stem(word), {}).update(dict.fromkeys(w for w in written.split() if w != word))
    return {word: tuple(others) for word, others in table.items() if others}


SPOKEN: Final = _table()
"""What a spoken word may be called in writing; English words by their stems."""


def spoken_of(word: str) -> tuple[str, ...]:
    """What a word of a question may be called in writing instead."""
    return SPOKEN.get(stem(word), ())
