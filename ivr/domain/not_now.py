"""What makes an emergency's words harmless: it is long over, feared, a question, a claim, a complaint or a habit."""

from __future__ import annotations

import re

from ivr.domain.homophones import as_heard

OVER = (
    "去年|前年|[往历]年|上[次回]|上个?(?:月|周|星期|礼拜)|昨[天儿晚]|(?<!跟)前[天儿]|前[两几]?[天年次]|那[天次回年]"
    "|从前|幸好|第二天|了一回|过去一回|没冒烟|真要?(?:是|的)?着了?火|着火(?:怎么办|咋办|跑)|跑(?:都|也)?不了|以前"
    "|之前|曾经|当年|当时|小时候|后来|以后|之后|过后|[几一二两三四五六七八九十半]+个?多?(?:年|个?月|星期|礼拜|周"
    "|天)(?:之?前|了|多|来)|(?:着|出|撞|冒|摔|砸|死|晕|抢|偷|困|塌|烧|丢)过(?!去|来)|当[天晚]|[烧]没|[烧]光|都没了"
    "|过世|去世|出院|没(?:打起来|断没火星|困人)|人没事|(?:没|还没)救过来|才通知"
)
FEARED = (
    "(?<!害)(?<!可)怕|担心|容易|隐患|万一|要是|如果|假如|[会就]?会不会|会[着起出爆砸]|预?(?<!消)防(?!盗窗|盗门|护"
    "|撬|盗网)|避免|[早迟]晚|差(?:一?点)|险些|火了?(?:怎么(?!办)|往哪)|就完|就[炸着塌]|不安全|有危险|危险性"
    "|(?<![太很挺])危险|才放心|可能会|(?<!没)安全|演[习练]|培训|知识|学[习会]|谨防|多发|频发|高发|存在"
)
CLAIMED = (
    "说法|误诊|哪家|哪科|评个|免责|定损|明细|遗体|送终|小广告|哪[儿里]看|保密|吓唬|怎么劝|先看|三天两头|说自己|投诉"
    "|举报|(?<!没)反映|咨询|建议|赔|责任|(?:谁|怎么)负责|认定|理赔|报销|医保|社保|保险(?!杠|丝)|工伤|鉴定"
    "|(?<!身份)证明?(?!件)|立案|报案|起诉|打官司|告(?:他|状|他们)|处罚|罚款|拘留|补助|补[贴偿]|救助|申请|收费"
    "|多少钱|评残|私[下了]|骗(?!进|到|来|去)|冒充|打钱|转账|汇款|不算|对方[非不说全]|快[处赔]|抢救|标准|质量|纠纷"
    "|误工|残疾|手续|资质|验收|监控|录像|行车记录|保护[令]|离婚|病历|住院|手术|门诊|挂号|大夫|看[病]|药店|医药"
    "|安检员?|评[级价]|起火点|原因|能[不]?能(?:报|领|查|换|给报)|能报|算不算|归谁|谁管|谁[来]?给|找谁|找哪|去哪"
    "|哪个部门|该找|哪里|怎么(?:申|办理|报|换|处|认|赔|划|算|查|安|领|买|装)|费(?!劲|力)|重新开|营业|小说|电影"
    "|电视剧|新闻里|看新闻|电视上|短信|发票|票咋弄|合规|先报|报哪|给报不|还给不给|给发吗|护理的?钱|那份护理|荣誉册"
    "|在册|[中重]度了|召回|镜片|4S店|售后|凭什么|规矩|职业病|法规|包干钱|推拿屋|敬老卡|红卡|租金|啥时候检|给补补"
    "|要真|夸夸|收破烂|还赖"
)
COMPLAINT = (
    "天天|每[天晚次回]|整天|老[是爱]|(?<!个)(?<!里)(?<!家)老(?=[打冒着出撞吵坏叫响有在掉关困丢抢偷])|经常"
    "|总[是]?(?=[打冒着出撞吵坏叫响有在掉关困卡丢抢偷])|总是|常常|时常|一到|好几[起次回]|没人[修理]|不大|还不|刮风"
    "|一下雨|一.{1,8}就|把.{1,4}[吓气吵]得|不管|不[修理]|不认(?!识)|不承认|态度|没下文|没动静|太[慢贵晚]|扰民|影响"
    "|[呛熏]得|熏|管一?管|什么时候|多久|多少|应该|应不应该|是不是|有没有(?!人)|谁"
)
"""Weaker: what is urgent is an emergency all the same."""
URGENT = (
    "快[来点派叫去救]|赶[紧快]|救命|救救|马上|立[马刻]|正在|正[打冒烧着撬砸偷抢往跳]|现在|刚才|刚刚?|来人|呢$|不止"
    "|还在|快.{0,3}(?:车|人)来|怎么办|不想活|活不下去|活够了|想不开"
)
HARMLESS = (
    "消防(?:通道|车|设施|验收|栓|箱|检查|许可|手续|队)|打火打不着|打不着火?|点不着火?|灭火|(?<![起着失冒])火车|火锅"
    "|烟花|烟草|着急|没着火|不着火|没有?着火|防火|打火机|起火锅|井盖|抢[不]?[到着]|抢[票号券购]|抢修|晕车|晕针"
    "|不危险|跳槽|跳舞|高血压|血压|献血|抽血|验血|血糖|[献]过?血|人工呼吸|老板(?:失联|跑了?路?|不见了?)|[跟像]着火"
    "|香烟|无烟|急救[知培]|救护车(?:收|费|太|来得|不|没|占)|心脏病(?:药|能|的药|患)"
)
"""Taken out of the text first: words that only contain an emergency's."""

_OVER_FEARED, _CLAIMED = re.compile(f"{OVER}|{FEARED}"), re.compile(CLAIMED)
_COMPLAINT, _URGENT, _HARMLESS = re.compile(COMPLAINT), re.compile(URGENT), re.compile(HARMLESS)
_CLAIM_DESPITE_URGENCY = re.compile("投诉|举报|赔|认定|报销|保险|工伤|鉴定|多少钱|申请|骗|打钱|转账|汇款")
_HEARD = re.compile(
    as_heard(
        "投诉|举报|赔钱|责任|保险|对方|老(?:关|出|冒|打)|认定|理赔|报销|医保|保险|工伤|隐患|天天|去年|上个?月|之前"
        "|容易|怎么|没人管"
    )
)


def sounds_not_now(text: str) -> bool:
    """Whether the clearest of these words stand here as they may be misheard."""
    return _HEARD.search(as_heard(text)) is not None


def without_harmless(text: str) -> str:
    """The text without words that only contain an emergency's: 火车, 抢票, 消防通道."""
    return _HARMLESS.sub("，", text)


def is_not_now(text: str) -> bool:
    """Whether nothing is happening now, though the words of an emergency stand here."""
    urgent = _URGENT.search(text) is not None
    if _OVER_FEARED.search(text):
        return True
    if _CLAIMED.search(text):
        return not urgent or _CLAIM_DESPITE_URGENCY.search(text) is not None
    return not urgent and _COMPLAINT.search(text) is not None
