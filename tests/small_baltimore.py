"""A few schools in the form of Baltimore's published tables, with the oddities that the real ones have."""

from __future__ import annotations

import csv
import json
from pathlib import Path

ENROLLMENT = "enrollment_by_grade_2003_2022.csv"
BUILDINGS = "buildings_2021_22.csv"
DIRECTORY = "school_directory_2019.csv"
DEMOGRAPHICS = "demographics_2021_22.csv"
ZONES = "elementary_zones_2018_19.geojson"

HEADERS = {
    ENROLLMENT: "year,school_number,school_name,grade,enrolled_count",
    BUILDINGS: "psc_number,bldg_number,bldg_name,program_number,program_name,management_type,address,src,"
    "bldg_enrollment,program_enrollment,utilization_pct,acres,bldg_sqft,fci_score,notes,swing_space,"
    "bcpss_owned,year_built",
    DIRECTORY: "school_year,school_number,school_name,grade_band,address,city,state,zip,nces_number",
    DEMOGRAPHICS: "school_number,school_name,management_type,grade_band,grade,grade_range,total_enrollment,"
    "percent_males",
}


def building(number, name, program, its_name, kind, figures, inside, *, owned="True"):
    capacity, pupils, used = figures
    address = f"{number} Ash\r\nStreet 21201"
    rest = (2.5, 60000, "Poor", "", True, owned, 1930)
    return ("30.1", number, name, program, its_name, kind, address, capacity, pupils, inside, used, *rest)


def _enrollment():
    rows = [
        (2021, 4, "Steuart Hill Elementary", "K", 30),
        (2021, 73, "Sarah Roach Elementary", "K", 25),
        (2021, 73, "Sarah Roach Elementary", "", 25),
        (2022, 0, "All Baltimore City Schools", "K", 80),
        (2022, 0, "All Baltimore City Schools", "", 900),
    ]
    names = {4: "Steuart Hill Academy", 8: "City Springs", 300: "Harbor Charter", 400: "Eastern High"}
    for number, grades in {
        4: {"PK": 20, "K": 30, "1": 28, "5": 33},
        8: {"PK": 25, "K": 20, "5": 24, "6": 18, "8": 22},
        300: {"K": 30, "5": 20, "6": 25, "8": 21},
        400: {"9": 90, "10": 70},
    }.items():
        rows += [(2022, number, names[number], grade, count) for grade, count in grades.items()]
        rows.append((2022, number, names[number], "", sum(grades.values())))
    rows += [
        (2022, 301, "Baer School", "6", ""),
        (2022, 301, "Baer School", "7", 12),
        (2022, 301, "Baer School", "", 21),
    ]
    return rows


def tables():
    """Rows of each table, to be changed before they are written."""
    described = [(0, "All Baltimore City", "", "", "K", "", 80, 0.5)]
    for number, name, kind, total in (
        (4, "Steuart Hill Academy", "Traditional", 111),
        (8, "City Springs", "Charter", 109),
        (300, "Harbor Charter", "Charter", 96),
        (400, "Eastern High", "Contract", 160),
        (301, "Baer School", "Separate Public Day", 21),
    ):
        described.append((number, name, kind, "E", "", "All Grades", total, 0.05))
    described += [
        (301, "Baer School", "Separate Public Day", "E", "6", "", 9, ""),
        (4, "Steuart Hill Academy", "Traditional", "E", "", "", 20, 0.95),
    ]
    return {
        ENROLLMENT: _enrollment(),
        BUILDINGS: [
            building(4, "Steuart Hill E", 4, "Steuart Hill E", "Traditional", (200, 111, 0.56), 111),
            # Not the district's: the figures of the row above stand here too.
            building(300, "Harbor Bldg", 300, "Harbor\r\nEM", "Charter", (200, 96, 0.56), 96, owned="False"),
            building(
                8, "City Springs EM", 8, "City Springs EM", "Charter-\r\nConversion", (150, 109, 0.73), 109
            ),
            building(
                57, "Lombard (SWING)", 8, "City Springs EM", "Charter- Conversion", (150, 109, 0.73), 109
            ),
            building(402, "Northern\r\nBuilding", 400, "Eastern H", "Contract", (40, 172, 0.9), 160),
            building(402, "Northern\r\nBuilding", 301, "Baer", "Separate public\r\nday", (40, 172, 0.9), 12),
            building(402, "Northern\r\nBuilding", 303, "Home + Hospital", "Alternative", (40, 172, 0.9), 0),
        ],
        DIRECTORY: [
            (2019, number, name, "E", address, "Baltimore", "MD", "21201", f"24000900{number:04d}")
            for number, name, address in (
                (4, "Steuart Hill", "4 Ash St"),
                (8, "City Springs", "12 Elm St"),
                (400, "Eastern High", "402 Ash St"),
                (301, "Baer", "402 Ash Street"),
                (73, "Sarah Roach", "1 Oak St"),
            )
        ],
        DEMOGRAPHICS: described,
    }


def zone(number, name, west):
    ring = [(west, 39.3), (west + 0.01, 39.3), (west + 0.01, 39.31), (west, 39.31), (west, 39.3)]
    properties = {
        "Prog_No": str(number),
        "Prog_No_1": f"{number}.0",
        "Zone_Name": name,
        "Zone_Numbe": f"{number}.0",
    }
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def zones():
    """Three zones in a row; the school of the last is closed and gave it its number alone."""
    return [zone(4, "Steuart Hill E zone", -76.65), zone(8, "Harbor EM zone", -76.64), zone(73, "", -76.63)]


def write(folder: Path, rows=None, features=None) -> Path:
    """Write the tables and the zones into a folder, and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in (tables() if rows is None else rows).items():
        with (folder / name).open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([HEADERS[name].split(","), *content])
    collection = {"type": "FeatureCollection", "features": zones() if features is None else features}
    (folder / ZONES).write_text(json.dumps(collection), encoding="utf-8")
    return folder
