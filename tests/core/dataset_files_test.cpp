#include <fiberloom/core/dataset_files.hpp>
#include <fiberloom/core/npy.hpp>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "file_test_support.hpp"

namespace fiberloom::core {
namespace {

const char* const ts_head = "@problemName Demo\n@univariate true\n@classLabel true a b\n@data\n";

TEST(DatasetFiles, ReadsTheTsFormatOfTheArchive) {
  const Dataset set = load_dataset(in_source("tests/fixtures/ItalyPowerDemand"));
  EXPECT_EQ(set.name, "ItalyPowerDemand");
  EXPECT_EQ(set.num_classes, 2U);
  EXPECT_THAT(set.class_names, testing::ElementsAre("1", "2"));
  ASSERT_EQ(set.train.series.batch(), 20U);
  ASSERT_EQ(set.train.series.samples(), 24U);
  EXPECT_EQ(set.test.series.batch(), 20U);
  // Read off the published files.
  EXPECT_EQ(set.train.series.row(0)[0], -0.71051757);
  EXPECT_EQ(set.train.series.row(2)[0], 1.3190669);
  EXPECT_EQ(set.test.series.row(3)[1], -0.32389698);
  EXPECT_THAT(set.train.labels,
              testing::ElementsAre(0, 0, 1, 1, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0, 1, 0));
  EXPECT_THAT(set.test.labels,
              testing::ElementsAre(1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 0, 0, 1, 0, 0, 0, 1));
}

TEST(DatasetFiles, ReadsOneTextFileAlone) {
  const LabelledSeries ford = read_labelled_series(in_source("tests/fixtures/FordA_test_rows.tsv"));
  EXPECT_THAT(ford.labels, testing::ElementsAre(1, 1, 0, 1, 1, 0));
  EXPECT_EQ(ford.series.samples(), 500U);
  EXPECT_EQ(ford.series.row(0)[0], 1.2500719);
  EXPECT_EQ(ford.series.row(1)[0], -1.0196034);
  const SeriesFile arrow = read_series_file(in_source("tests/fixtures/ArrowHead_TRAIN.ts"));
  EXPECT_THAT(arrow.labels, testing::ElementsAre("0", "1", "2", "0", "1", "2"));
  EXPECT_THAT(arrow.declared_classes, testing::ElementsAre("0", "1", "2"));
  EXPECT_EQ(arrow.series.samples(), 251U);
}

TEST(DatasetFiles, FindsTheTwoFilesFromAnyOfTheirNames) {
  const TemporaryFolder folder;
  folder.put("Demo_TRAIN.tsv", "1\t0.5\n2\t1.5\n");
  folder.put("Demo_TEST.tsv", "2\t2.5\n");
  for (const char* name : {"", "Demo", "Demo_TRAIN.tsv", "Demo_TEST.tsv"}) {
    const Dataset set = load_dataset(folder.path() / name);
    EXPECT_EQ(set.name, "Demo");
    EXPECT_THAT(set.train.labels, testing::ElementsAre(0, 1)) << name;
    EXPECT_THAT(set.test.series.values(), testing::ElementsAre(2.5)) << name;
  }
}

TEST(DatasetFiles, ChoosesTheSetNamedAsItsFolder) {
  const TemporaryFolder folder;
  for (const char* name : {"many/Other", "many/many"}) {
    folder.put(std::string(name) + "_TRAIN.tsv", "1\t0.5\n");
    folder.put(std::string(name) + "_TEST.tsv", "1\t0.5\n");
  }
  EXPECT_EQ(load_dataset(folder.path() / "many").name, "many");
  std::filesystem::remove(folder.path() / "many/many_TRAIN.tsv");
  EXPECT_EQ(load_dataset(folder.path() / "many").name, "Other");
  folder.put("many/Third_TRAIN.ts", "");
  expect_refusal<DocumentError>("document.dataset", {"several data sets", "Other", "Third"},
                                [&] { static_cast<void>(load_dataset(folder.path() / "many")); });
}

TEST(DatasetFiles, ToleratesTabsCommasBlanksAndEmptyLines) {
  for (const char* text : {"1\t0.5\t-2\n2\t1e1\t+3\n", "1,0.5,-2\r\n2,1e1,3\r\n",
                           "  1.0000000e+00   5.0000000e-01  -2\n\n 2 10 3 \n",
                           "\xEF\xBB\xBF"
                           "1, 0.5, -2\n2, 10, 3"}) {
    const TemporaryFolder folder;
    const LabelledSeries set = read_labelled_series(folder.put("x.txt", text));
    EXPECT_THAT(set.labels, testing::ElementsAre(0, 1)) << text;
    EXPECT_THAT(set.series.values(), testing::ElementsAre(0.5, -2.0, 10.0, 3.0)) << text;
  }
}

TEST(DatasetFiles, OrdersLabels) {
  struct Case {
    const char* name;
    std::string text;
    std::vector<std::int64_t> labels;
  };
  const std::string ts = "@classLabel true ";
  const Case cases[] = {{"numbers.tsv", "10\t1\n-1\t1\n9\t1\n-1.0\t1\n", {2, 0, 1, 0}},
                        {"words.tsv", "b\t1\nc\t1\na\t1\n", {1, 2, 0}},
                        {"declared.ts", ts + "late early\n@data\n1:early\n1:late\n", {1, 0}},
                        {"numbers.ts", ts + "3 1 2\n@data\n1:3\n1:1\n", {2, 0}}};
  for (const Case& each : cases) {
    const TemporaryFolder folder;
    EXPECT_EQ(read_labelled_series(folder.put(each.name, each.text)).labels, each.labels)
        << each.name;
  }
}

TEST(DatasetFiles, TrainAndTestShareTheirLabels) {
  const TemporaryFolder folder;
  folder.put("D_TRAIN.tsv", "5\t1\n7\t1\n9\t1\n");
  folder.put("D_TEST.tsv", "9\t1\n7.0\t1\n");
  EXPECT_THAT(load_dataset(folder.path()).test.labels, testing::ElementsAre(2, 1));
  folder.put("D_TEST.tsv", "9\t1\n6\t1\n");
  expect_refusal<InputError>("input.labels", {"D_TEST.tsv, line 2, column 1", "'6'", "training"},
                             [&] { static_cast<void>(load_dataset(folder.path())); });
  folder.put("D_TEST.tsv", "9\t1\t2\n");
  expect_refusal<InputError>("input.length", {"D_TEST.tsv", "2 samples", "D_TRAIN.tsv have 1"},
                             [&] { static_cast<void>(load_dataset(folder.path())); });
}

struct Defect {
  const char* name;
  std::string text;
  const char* code;
  const char* words;
};

void expect_defects(const std::vector<Defect>& defects) {
  for (const Defect& each : defects) {
    const TemporaryFolder folder;
    const auto path = folder.put(each.name, each.text);
    const auto read = [&] { static_cast<void>(read_series_file(path)); };
    if (std::string(each.code).starts_with("document.")) {
      expect_refusal<DocumentError>(each.code, {path.string(), each.words}, read);
    } else {
      expect_refusal<InputError>(each.code, {path.string(), each.words}, read);
    }
  }
}

TEST(DatasetFiles, NamesThePlaceOfEveryDefectInLabelFirstText) {
  expect_defects({
      {"a.tsv", "", "document.dataset", "there are no records"},
      {"a.tsv", "\n \n", "document.dataset", "there are no records"},
      {"a.tsv", "1\t2\t3\n1\t2\tNaN\n", "input.not_finite", "line 2, column 3: found NaN"},
      {"a.tsv", "1\t-inf\n", "input.not_finite", "line 1, column 2: found -inf"},
      {"a.tsv", "1\t1e400\n", "input.not_finite", "line 1, column 2: found 1e400"},
      {"a.tsv", "1\t2\t\t3\n", "input.missing_value", "line 1, column 3"},
      {"a.csv", "1,2,,3\n", "input.missing_value", "line 1, column 3"},
      {"a.tsv", "1\t?\t3\n", "input.missing_value", "line 1, column 2"},
      {"a.tsv", "1\t2\n\n1\t2\t3\n", "input.length",
       "line 3: the record has 2 values, the one at line 1 has 1"},
      {"a.tsv", "1\n", "input.length", "line 1: the record has a label but no values"},
      {"a.tsv", "\t1\t2\n", "input.labels", "line 1, column 1: the label is missing"},
      {"a.tsv", "1\t1.3531202.1\n", "document.dataset",
       "line 1, column 2: expected a number, found '1.3531202.1'"},
      {"a.tsv", "1\t2x\n", "document.dataset", "line 1, column 2: expected a number, found '2x'"},
      {"a.tsv", "1\t0x10\n", "document.dataset", "found '0x10'"},
      {"a.tsv", std::string("1\t\0\n", 4), "document.dataset", "found '?'"},
  });
}

TEST(DatasetFiles, NamesThePlaceOfEveryDefectInTsText) {
  const std::string head = ts_head;
  expect_defects({
      {"a.ts", "", "document.dataset", "no line @data"},
      {"a.ts", head, "document.dataset", "there are no records"},
      {"a.ts", "@data\n1:a\n", "document.dataset", "line 1: no line '@classLabel true'"},
      {"a.ts", "@classLabel false\n@data\n1\n", "document.dataset", "line 2: no line '@classLabel"},
      {"a.ts", "1,2:a\n", "document.dataset", "line 1: expected a line that begins with @"},
      {"a.ts", head + "1,2:a\n1,?:b\n", "input.missing_value", "line 6, column 2"},
      {"a.ts", head + "1,,2:a\n", "input.missing_value", "line 5, column 2"},
      {"a.ts", head + "1,nan:a\n", "input.not_finite", "line 5, column 2"},
      {"a.ts", head + "1,2:c\n", "input.labels", "line 5, column 3: the label 'c' is not among"},
      {"a.ts", head + "1,2:\n", "input.labels", "line 5, column 3: the label is missing"},
      {"a.ts", head + "1,2\n", "input.labels", "line 5: no label after a colon"},
      {"a.ts", head + ":a\n", "input.length", "line 5: the record has a label but no values"},
      {"a.ts", head + "1,2:a\n# c\n1:b\n", "input.length",
       "line 7: the record has 1 values, the one at line 5 has 2"},
      {"a.ts", "@seriesLength 3\n" + head + "1,2:a\n", "input.length",
       "line 6: the record has 2 values, @seriesLength says 3"},
      {"a.ts", head + "1,2:3,4:a\n", "input.multivariate", "line 5"},
      {"a.ts", "@univariate false\n@data\n", "input.multivariate", "line 1"},
      {"a.ts", "@dimensions 2\n", "input.multivariate", "line 1"},
      {"a.ts", "@timeStamps true\n", "document.dataset", "line 1: records with time stamps"},
      {"a.ts", head + "(0,1),(1,2):a\n", "document.dataset", "line 5: records with time stamps"},
  });
}

TEST(DatasetFiles, SaysWhichFilesWereLookedFor) {
  const TemporaryFolder folder;
  const auto load = [&](const char* name) {
    return [&folder, name] { static_cast<void>(load_dataset(folder.path() / name)); };
  };
  expect_refusal<DocumentError>("file.missing", {"no data set", "X_train.npy", "NAME_TRAIN"},
                                load(""));
  expect_refusal<DocumentError>("file.missing", {"Absent: no such", "Absent_TRAIN with .tsv"},
                                load("Absent"));
  folder.put("D_TRAIN.tsv", "1\t2\n");
  expect_refusal<DocumentError>("file.missing", {"D_TEST.tsv: no such file"}, load(""));
  expect_refusal<DocumentError>("file.missing", {"D_TEST.tsv: no such file"}, load("D"));
  folder.put("notes.md", "x");
  expect_refusal<DocumentError>("document.dataset", {"notes.md", "is no data set"},
                                load("notes.md"));
}

class ArrayFolder {
 public:
  ArrayFolder() {
    put_series("X_train.npy", 2, 3);
    put_series("X_test.npy", 1, 3);
    write_labels(path() / "y_train.npy", std::vector<std::int64_t>{4, 2});
    write_labels(path() / "y_test.npy", std::vector<std::int64_t>{4});
  }
  [[nodiscard]] std::filesystem::path path() const { return folder_.path() / "Arrays"; }
  void put_series(const std::string& name, std::size_t batch, std::size_t samples) const {
    std::filesystem::create_directories(path());
    write_npy(path() / name, RealBatch<double>(batch, samples));
  }
  void put(const std::string& name, const std::string& bytes) const {
    folder_.put("Arrays/" + name, bytes);
  }

 private:
  TemporaryFolder folder_;
};

TEST(DatasetFiles, ReadsAFolderOfArrays) {
  const ArrayFolder arrays;
  const Dataset set = load_dataset(arrays.path());
  EXPECT_EQ(set.name, "Arrays");
  EXPECT_EQ(set.num_classes, 2U);
  EXPECT_THAT(set.class_names, testing::ElementsAre("2", "4"));
  EXPECT_THAT(set.train.labels, testing::ElementsAre(1, 0));
  EXPECT_THAT(set.test.labels, testing::ElementsAre(1));
  EXPECT_EQ(load_dataset(arrays.path() / "X_train.npy").name, "Arrays");
  EXPECT_EQ(load_dataset(arrays.path() / "").name, "Arrays") << "a slash at the end of the path";
}

TEST(DatasetFiles, ScalesSixteenBitSeries) {
  const ArrayFolder arrays;
  const std::string bytes = slurp(in_source("tests/fixtures/npy/integer16.npy"));  // -2..3
  arrays.put("X_train.npy", bytes);
  const Dataset set = load_dataset(arrays.path());
  EXPECT_EQ(set.train.series.row(0)[0], -2.0 / 32768.0);
  EXPECT_EQ(set.train.series.row(1)[2], 3.0 / 32768.0);
}

TEST(DatasetFiles, NamesTheArrayThatDoesNotFit) {
  const auto load = [](const ArrayFolder& arrays) {
    return [&arrays] { static_cast<void>(load_dataset(arrays.path())); };
  };
  const ArrayFolder few_labels;
  write_labels(few_labels.path() / "y_train.npy", std::vector<std::int64_t>{0});
  expect_refusal<InputError>("input.labels", {"y_train.npy", "1 labels for the 2 records"},
                             load(few_labels));
  const ArrayFolder unknown;
  write_labels(unknown.path() / "y_test.npy", std::vector<std::int64_t>{3});
  expect_refusal<InputError>("input.labels", {"y_test.npy", "row 0", "label 3"}, load(unknown));
  const ArrayFolder longer;
  longer.put_series("X_test.npy", 1, 4);
  expect_refusal<InputError>("input.length", {"X_test.npy", "4 samples", "have 3"}, load(longer));
  const ArrayFolder incomplete;
  std::filesystem::remove(incomplete.path() / "y_test.npy");
  expect_refusal<DocumentError>("file.missing", {"y_test.npy: no such file"}, load(incomplete));
  const ArrayFolder broken;
  broken.put("X_train.npy", "not an array");
  expect_refusal<DocumentError>("document.npy", {"X_train.npy"}, load(broken));
}

TEST(DatasetFiles, ReadsTextOfArchiveSizeFast) {
  std::string line = "1";
  for (int sample = 0; sample < 1024; ++sample) line += "\t-0.12345678";
  line += '\n';
  std::string text;
  for (int record = 0; record < 1000; ++record) text += line;
  const TemporaryFolder folder;
  const auto path = folder.put("Large.tsv", text);
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(read_series_file(path).series.batch(), 1000U);
  // A tenth of the largest set; a reader built on streams needs far longer than from_chars.
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
}

TEST(DemoData, HoldsTheSetsOfTheDemo) {
  struct Case {
    const char* name;
    std::size_t train, test, samples, classes;
  };
  for (const Case& each : {Case{"FordA125", 1319, 576, 125, 2}, Case{"Trace", 100, 100, 275, 4}}) {
    const Dataset set = load_dataset(in_source("apps/demo/data") / each.name);
    EXPECT_EQ(set.name, each.name);
    EXPECT_EQ(set.train.series.batch(), each.train);
    EXPECT_EQ(set.test.series.batch(), each.test);
    EXPECT_EQ(set.train.series.samples(), each.samples);
    EXPECT_EQ(set.num_classes, each.classes);
  }
}

}  // namespace
}  // namespace fiberloom::core
