"""Synthetic news in seven scripts, sentence by sentence, with the places of its words; the same for the same seed."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate


def _words(text: str) -> list[str]:
    return text.split()


_NEWS = _words(
    """the of to and in a that for on with said as by is at from its be has was it will this are an not which their
    he cooperation trade summit minister president premier talks countries agreement support development bilateral
    region security energy climate growth economic border ceasefire sanctions election parliament investment
    infrastructure export import tariff visit leaders officials statement meeting partners commitment deadline
    treaty aid refugees vaccine agriculture technology digital railway port fisheries tourism culture exchange
    students science joint peace dialogue pledged urged expressed willing ready strengthen deepen promote oppose
    respect sovereignty mutual interests practical"""
)
_PARTS = _words("""ba co di fu ga he in jo ka lu mo ne or pa qui re sa ti un vo wa xi ya zo ment tion ly ing al
    er""")
_CHINESE = _words(
    """中国 韩国 总理 主席 合作 经济 贸易 会谈 会见 表示 双方 发展 支持 和平 安全 气候 能源 投资 基础 设施 出口
    进口 关税 访问 领导 官员 声明 会议 伙伴 承诺 期限 条约 援助 疫苗 农业 科技 数字
    铁路 港口 渔业 旅游 文化 交流 学生 联合 对话 愿意 加强 深化 推动 反对 尊重 主权 互利 务实 地区 边境 停火
    选举 议会 增长 国家 人民 世界 今年 昨天 举行 签署 的 在 和 与 了 将"""
)
_ARABIC = _words(
    """قال الوزير الرئيس في من إلى على التعاون التجارة القمة المحادثات الاتفاق الدعم التنمية المنطقة الأمن الطاقة
    المناخ النمو الاقتصاد الحدود الهدنة العقوبات الانتخابات البرلمان الاستثمار التصدير الاستيراد الزيارة القادة
    البيان الاجتماع الشركاء الالتزام الموعد المعاهدة المساعدات اللاجئين اللقاح الزراعة التكنولوجيا السكك الميناء
    السياحة الثقافة الطلاب العلم المشترك السلام الحوار"""
)
_RUSSIAN = _words(
    """и в на с что по он заявил министр президент премьер переговоры сотрудничество торговля саммит соглашение
    поддержка развитие регион безопасность энергетика климат рост экономика граница перемирие санкции выборы
    парламент инвестиции экспорт импорт визит лидеры заявление встреча партнёры обязательство срок договор помощь
    беженцы вакцина сельское технологии железная порт туризм культура обмен студенты наука совместный мир диалог
    готовы укреплять углублять"""
)
_KOREAN = _words(
    """정부 대통령 총리 회담 협력 무역 경제 안보 에너지 기후 투자 수출 수입 방문 성명 회의 약속 기한 조약 지원
    농업 기술 철도 항구 관광 문화 교류 학생 과학 공동 평화 대화 밝혔다 강조했다
    합의했다 양국 지역 국경 선거 국회"""
)
_THAI = _words(
    """รัฐบาล นายกรัฐมนตรี ประธานาธิบดี ความร่วมมือ การค้า เศรษฐกิจ ความมั่นคง พลังงาน การลงทุน การส่งออก การเยือน
    แถลงการณ์ การประชุม ข้อตกลง กำหนดเวลา ความช่วยเหลือ การเกษตร เทคโนโลยี รถไฟ ท่าเรือ การท่องเที่ยว วัฒนธรรม
    นักเรียน สันติภาพ กล่าวว่า"""
)
_HINDI = _words(
    """सरकार प्रधानमंत्री राष्ट्रपति सहयोग व्यापार शिखर बैठक समझौता विकास सुरक्षा ऊर्जा जलवायु निवेश निर्यात आयात
    यात्रा बयान नेता वादा समयसीमा संधि सहायता कृषि प्रौद्योगिकी रेल बंदरगाह पर्यटन संस्कृति छात्र शांति संवाद ने
    कहा कि और में के लिए"""
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, and stretches of whole words in it, as [start, end) in code points."""

    text: str
    stretches: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Script:
    """How one language writes: its words, commonest first, what stands between them, how a sentence ends."""

    language: str
    words: Sequence[str]
    gap: str
    stop: str


def scripts(chance: random.Random) -> tuple[Script, ...]:
    """Return the languages; in English, thousands of made-up words follow the real ones, as rare as names are."""
    made = ["".join(chance.choices(_PARTS, k=chance.randint(2, 4))) for _ in range(20_000)]
    return (
        Script("en", _NEWS + made, " ", "."),
        Script("zh", _CHINESE, "", "。"),
        Script("ar", _ARABIC, " ", "."),
        Script("ru", _RUSSIAN, " ", "."),
        Script("ko", _KOREAN, " ", "."),
        Script("th", _THAI, "", " "),
        Script("hi", _HINDI, " ", "।"),
    )


def sentences(script: Script, count: int, chance: random.Random) -> list[Sentence]:
    """Return sentences of 9 to 26 words, whose words are as unequally common as in real language."""
    weights = list(accumulate(1 / (rank + 2.7) for rank in range(len(script.words))))
    return [
        _sentence(script, chance.choices(script.words, cum_weights=weights, k=chance.randint(9, 26)), chance)
        for _ in range(count)
    ]


def _sentence(script: Script, words: list[str], chance: random.Random) -> Sentence:
    words[0] = words[0][:1].upper() + words[0][1:]
    places, at = [], 0
    for word in words:
        places.append((at, at + len(word)))
        at += len(word) + len(script.gap)
    stretches = []
    for _ in range(6):
        first = chance.randrange(len(words))
        last = min(len(words) - 1, first + chance.randrange(7))
        stretches.append((places[first][0], places[last][1]))
    return Sentence(script.gap.join(words) + script.stop, tuple(dict.fromkeys(sorted(stretches))))
