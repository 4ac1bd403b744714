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
    "landmarks": "landmark,district\n鼓楼,东城区;西城区\n燕郊,非北京(河北)\n",
    "ambiguous_places": "name,places\n八里庄,东城区八里庄街道;西城区八里庄地区\n",
    "phrases": "body,matter,phrase\n城市管理委员会,供暖,屋里暖气一点儿也不热\n城市管理委员会,垃圾,楼下垃圾没人收\n"
    "自来水集团,停水,家里突然没水了\n市政府办公厅,信息公开,我想看政府的文件\n区城市管理委员会,供暖投诉,投诉供暖的\n",
    "lines": "number,name,greeting,district,opens,closes\n12345,市民热线,greeting.city,,,\n"
    "6612345,西城热线,greeting.district,西城区,08:30,20:30\n",
}


def write_sources(folder: Path, **changed: str) -> Path:
    """The sources in a new folder, some files with other text."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (FILES | changed).items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder
