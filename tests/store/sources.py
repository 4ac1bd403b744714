"""A small city: sources of a directory that is built within a second."""

from __future__ import annotations

from pathlib import Path

FILES = {
    "departments": "id,name,short_names,kind,matters\nM01,市政府办公厅,市政府办,市,信息公开\n"
    "M16,城市管理委员会,城管委;市政市容委,市,供暖;垃圾\nM65,自来水集团,自来水公司,公用,停水;水表\n",
    "district_departments": "id,name,aliases,city_counterpart,matters\n"
    "D06,区城市管理委员会,区城管委,城市管理委员会,供暖投诉\n",
    "districts": "code,district,short,streets\n1,东城区,东城,1\n2,西城区,西城,1\n",
    "streets": "code,district,street,kind\n11,东城区,八里庄街道,街道\n21,西城区,八里庄地区,地区\n",
    "communities": "code,district,street,community\n111,东城区,八里庄街道,银闸社区居委会\n",
    "landmarks": "landmark,district,street\n鼓楼,东城区;西城区,\n",
    "place_aliases": "name,places\n老城,西城区\n",
    "outside_places": "name,region\n燕郊,河北\n",
    "place_words": "word,ordinary\n鼓楼大街,\n",
    "ambiguous_places": "name,places\n八里庄,东城区八里庄街道;西城区八里庄地区\n",
    "phrases": "body,matter,phrase\n城市管理委员会,供暖,屋里暖气一点儿也不热\n城市管理委员会,垃圾,楼下垃圾没人收\n"
    "自来水集团,停水,家里突然没水了\n市政府办公厅,信息公开,我想看政府的文件\n区城市管理委员会,供暖投诉,投诉供暖的\n",
    "matters": "body,matter,answered_by,place,also,helper\n市政府办公厅,信息公开,市政府办公厅,none,,市政府办公厅\n"
    "城市管理委员会,供暖,区城市管理委员会,district,城市管理委员会;市政府办公厅,市政府办公厅\n"
    "城市管理委员会,垃圾,城市管理委员会,none,,市政府办公厅\n自来水集团,停水,自来水集团,none,,城市管理委员会\n"
    "自来水集团,水表,自来水集团,none,,城市管理委员会\n"
    "区城市管理委员会,供暖投诉,区城市管理委员会,district,,城市管理委员会\n",
    "hours": "body,days,opens,closes\n自来水集团,每天,00:00,24:00\n城市管理委员会,工作日,9:00,12:00\n"
    "城市管理委员会,工作日,13:30,17:00\n",
    "holidays": "date,kind,name\n2027-02-06,休,春节\n2026-10-10,休,改为休息\n",
    "seats": "queue,extension,seat,penalty\noperator,801,人工,0\n自来水集团,832,抢修,0\n自来水集团,833,水费,1\n",
    "duty": "days,queue,extension,opens,closes\n"
    "每天,自来水集团,832,00:00,24:00\n周一至周五,自来水集团,833,09:00,17:00\n",
    "answers": "answer,body,matter,case,text,source,review_by\n水费,自来水集团,,,水费两个月一交。,自写,2027-06-30\n"
    "换表,自来水集团,水表,对象=个人,换水表请打抢修电话。,自写,2027-06-30\n"
    "换表,自来水集团,水表,对象=企业,单位换水表请到营业厅。,自写,2027-06-30\n",
    "facts": "fact,question,value,ways\n"
    "对象,您是个人还是单位？,个人,自己家;家里\n对象,您是个人还是单位？,企业,单位;公司\n",
    "answer_phrases": "answer,phrase\n水费,水费多久交一回\n换表,水表坏了咋换\n",
    "special_phrases": "label,phrase\nEMERGENCY_119,着火了快来人\nVAGUE,我想办个证\n",
    "lines": "number,name,greeting,district,opens,closes\n12345,市民热线,greeting.city,,,\n"
    "6612345,西城热线,greeting.district,西城区,08:30,20:30\n",
}


def write_sources(folder: Path, **changed: str) -> Path:
    """The sources in a new folder, some files with other text."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (FILES | changed).items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder
