#include <fiberloom/core/npy.hpp>
#include <gtest/gtest.h>

#include <complex>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "file_test_support.hpp"

namespace fiberloom::core {
namespace {

std::filesystem::path fixture(const std::string& name) {
  return in_source("tests/fixtures/npy/" + name + ".npy");
}

std::string padded(const std::string& text) {
  return text + std::string(118 - text.size() - 1, ' ') + '\n';
}

/// A version 1.0 file of 128 header bytes with that dict and data.
std::string npy_file(const std::string& dict, const std::string& data) {
  return std::string("\x93NUMPY\x01\x00\x76\x00", 10) + padded(dict) + data;
}

std::string dict_of(const std::string& type, const std::string& shape) {
  return "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }";
}

TEST(NpyReading, TakesEveryRealTypeThatNumpyWrote) {
  struct Case {
    const char* name;
    NpyType type;
    double first;  // then ascending by 1
  };
  const Case cases[] = {
      {"float32", NpyType::float32, 0.5},         {"float64", NpyType::float64, 0.5},
      {"integer16", NpyType::integer16, -2.0},    {"integer32", NpyType::integer32, -2.0},
      {"integer64", NpyType::integer64, -2.0},    {"unsigned8", NpyType::unsigned8, 250.0},
      {"float64_fortran", NpyType::float64, 0.5}, {"float64_version2", NpyType::float64, 0.5},
      {"float64_version3", NpyType::float64, 0.5}};
  for (const Case& each : cases) {
    const NpyArray array = read_npy(fixture(each.name));
    EXPECT_EQ(array.type, each.type) << each.name;
    EXPECT_FALSE(array.is_complex());
    EXPECT_THAT(array.shape, testing::ElementsAre(2, 3)) << each.name;
    ASSERT_EQ(array.real.size(), 6U) << each.name;
    for (std::size_t index = 0; index < 6; ++index) {
      EXPECT_EQ(array.real[index], each.first + static_cast<double>(index)) << each.name;
    }
  }
  EXPECT_THAT(read_npy(fixture("boolean")).real, testing::ElementsAre(0, 1, 0, 1, 0, 1));
}

TEST(NpyReading, TakesComplexTypes) {
  for (const char* name : {"complex64", "complex128", "complex128_fortran"}) {
    const NpyArray array = read_npy(fixture(name));
    EXPECT_TRUE(array.is_complex());
    EXPECT_TRUE(array.real.empty());
    ASSERT_EQ(array.complex.size(), 6U) << name;
    for (std::size_t index = 0; index < 6; ++index) {
      const auto value = static_cast<double>(index);
      EXPECT_EQ(array.complex[index], std::complex<double>(value + 0.5, 0.25 - value)) << name;
    }
  }
}

TEST(NpyReading, TakesZeroToManyDimensions) {
  const NpyArray scalar = read_npy(fixture("scalar"));
  EXPECT_TRUE(scalar.shape.empty());
  EXPECT_THAT(scalar.real, testing::ElementsAre(2.25));
  EXPECT_THAT(read_npy(fixture("vector")).shape, testing::ElementsAre(3));
  EXPECT_TRUE(read_npy(fixture("empty")).real.empty());
  const NpyArray cube = read_npy(fixture("float64_fortran_3d"));
  EXPECT_THAT(cube.shape, testing::ElementsAre(2, 3, 4));
  ASSERT_EQ(cube.real.size(), 24U);
  for (std::size_t index = 0; index < 24; ++index) {
    EXPECT_EQ(cube.real[index], static_cast<double>(index));
  }
}

TEST(NpyReading, AcceptsOtherSpellingsOfTheHeader) {
  const std::string data(8, '\0');
  for (const char* dict :
       {"{'descr': '<f8', 'fortran_order': False, 'shape': (1,)}",
        "{\"shape\":(1L,),\"fortran_order\":True,\"descr\":\"<f8\"}",
        " { 'fortran_order' : False , 'shape' : ( 1 , 1 , ) , 'descr' : '<f8' , } "}) {
    EXPECT_THAT(parse_npy(npy_file(dict, data), "x").real, testing::ElementsAre(0.0)) << dict;
  }
}

TEST(NpyReading, SaysWhyAFileIsRefused) {
  const std::string eight(8, '\0');
  struct Case {
    std::string bytes;
    std::string word;
  };
  const std::string order = "'fortran_order': False, ";
  const Case cases[] = {
      {"", "does not begin with"},
      {"PK\x03\x04 zip archive", "does not begin with"},
      {"\x93NUMPY\x01", "ends inside the header"},
      {std::string("\x93NUMPY\x02\x00\x00", 9), "ends inside the header"},
      {std::string("\x93NUMPY\x02\x00\x00\x00", 10), "ends inside the header"},
      {std::string("\x93NUMPY\x09\x00\x76\x00", 10), "version 9 is not known"},
      {std::string("\x93NUMPY\x01\x00\xFF\xFF{}", 12), "claims 65535 bytes, the file has 2"},
      {std::string("\x93NUMPY\x02\x00\xFF\xFF\xFF\xFF{}", 14), "claims 4294967295 bytes"},
      {npy_file(dict_of("<f8", "(2,)"), eight), "(2,) needs 16 bytes, the file holds 8"},
      {npy_file(dict_of("<f8", "(1,)"), eight + "x"), "needs 8 bytes, the file holds 9"},
      {npy_file(dict_of("<f8", "(4294967296, 4294967296)"), eight), "more than 2^64 bytes"},
      {npy_file(dict_of("<f8", "(1099511627776,)"), eight), "needs 8796093022208 bytes"},
      {npy_file(dict_of("<f8", "(99999999999999999999,)"), eight), "extent of the shape"},
      {npy_file(dict_of("<f8", "(-1,)"), eight), "extent of the shape"},
      {npy_file(dict_of("<f8", "(1.5,)"), eight), "expected ','"},
      {npy_file(dict_of("<f8", "[1]"), eight), "expected '('"},
      {npy_file(dict_of("<f8", "(1"), eight), "extent of the shape"},
      {npy_file("{'descr': '>f8', 'fortran_order': False, 'shape': (1,), }", eight),
       "big-endian (>f8); save it with .astype('<f8')"},
      {npy_file(dict_of("<f2", "(4,)"), eight), "'<f2' is not supported; known are |b1"},
      {npy_file(dict_of("|O", "(1,)"), eight), "'|O' is not supported"},
      {npy_file("{'descr': '<f8', 'fortran_order': 0, 'shape': (1,)}", eight), "neither True nor"},
      {npy_file("{'descr': '<f8', 'shape': (1,)}", eight), "'fortran_order' is missing"},
      {npy_file("{'descr': '<f8', 'descr': '<f8'}", eight), "'descr' stands twice"},
      {npy_file("{'descr': '<f8', 'colour': 1}", eight), "unknown key 'colour'"},
      {npy_file("{'descr': '<f8", eight), "no closing quote"},
      {npy_file(dict_of("<f8", "(1,)") + " x", eight), "text after the closing brace"},
      {npy_file(std::string(40, '\x01'), eight), "expected '{'"}};
  for (const Case& each : cases) {
    expect_refusal<DocumentError>("document.npy", {"some.npy: ", each.word},
                                  [&] { static_cast<void>(parse_npy(each.bytes, "some.npy")); });
  }
  expect_refusal<DocumentError>("document.npy", {"big_endian.npy", "big-endian"},
                                [] { static_cast<void>(read_npy(fixture("big_endian"))); });
  expect_refusal<DocumentError>("document.npy", {"structured types are not supported"},
                                [] { static_cast<void>(read_npy(fixture("structured"))); });
}

TEST(NpyReading, RefusesAFileCutAnywhere) {
  const std::string whole = slurp(fixture("float64_fortran"));
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_THROW(static_cast<void>(parse_npy(whole.substr(0, length), "x")), DocumentError);
  }
}

TEST(NpyReading, NeverCrashesOnFlippedHeaderBits) {
  const std::string whole = slurp(fixture("float64_fortran"));
  for (std::size_t bit = 0; bit < std::size_t{128} * 8; ++bit) {
    std::string bent = whole;
    bent[bit / 8] =
        static_cast<char>(static_cast<unsigned char>(bent[bit / 8]) ^ (1U << (bit % 8)));
    try {
      EXPECT_LE(parse_npy(bent, "x").real.size(), 48U);
    } catch (const DocumentError& error) {
      EXPECT_EQ(error.code(), "document.npy");
    }
  }
}

TEST(NpyBatches, OneDimensionIsOneRow) {
  const RealBatch<double> row = read_real_batch(fixture("vector"));
  EXPECT_EQ(row.batch(), 1U);
  EXPECT_THAT(row.row(0), testing::ElementsAre(1.5, -2.5, 3.5));
  const RealBatch<double> table = read_real_batch(fixture("float32"));
  EXPECT_EQ(table.batch(), 2U);
  EXPECT_THAT(table.row(1), testing::ElementsAre(3.5, 4.5, 5.5));
}

TEST(NpyBatches, ComplexFilesBecomeFields) {
  EXPECT_TRUE(std::holds_alternative<RealBatch<double>>(read_batch(fixture("float64"))));
  const auto fields = std::get<FieldBatch<double>>(read_batch(fixture("complex64")));
  EXPECT_EQ(fields.samples(), 3U);
  EXPECT_EQ(fields.row(1)[0], std::complex<double>(3.5, -2.75));
  expect_refusal<InputError>("input.type", {"complex64.npy", "complex"},
                             [] { static_cast<void>(read_real_batch(fixture("complex64"))); });
}

TEST(NpyBatches, RefusesOtherShapesAndValuesThatAreNotFinite) {
  for (const char* name : {"scalar", "empty", "float64_fortran_3d"}) {
    expect_refusal<InputError>("input.shape", {name, "expected [batch, samples]"},
                               [&] { static_cast<void>(read_batch(fixture(name))); });
  }
  const TemporaryFolder folder;
  RealBatch<double> real(2, 3);
  real.row(1)[2] = std::numeric_limits<double>::quiet_NaN();
  write_npy(folder.path() / "nan.npy", real);
  expect_refusal<InputError>("input.not_finite", {"nan.npy", "row 1, column 2"},
                             [&] { static_cast<void>(read_batch(folder.path() / "nan.npy")); });
  FieldBatch<double> field(1, 2);
  field.row(0)[1] = {0.0, std::numeric_limits<double>::infinity()};
  write_npy(folder.path() / "inf.npy", field);
  expect_refusal<InputError>("input.not_finite", {"inf.npy", "row 0, column 1"},
                             [&] { static_cast<void>(read_batch(folder.path() / "inf.npy")); });
}

TEST(NpyLabels, AreWholeNumbersOfAnyType) {
  EXPECT_THAT(read_labels(fixture("labels_int64")), testing::ElementsAre(2, 0, 1, 1));
  EXPECT_THAT(read_labels(fixture("labels_float32")), testing::ElementsAre(2, 0, 1, 1));
  expect_refusal<InputError>("input.labels", {"vector.npy", "label 0", "no whole number"},
                             [] { static_cast<void>(read_labels(fixture("vector"))); });
  expect_refusal<InputError>("input.shape", {"(2, 3)"},
                             [] { static_cast<void>(read_labels(fixture("float64"))); });
}

TEST(NpyWriting, MakesTheBytesThatNumpyMakes) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "a.npy";
  RealBatch<double> real(2, 3);
  FieldBatch<double> field(2, 3);
  FieldBatch<float> narrow(2, 3);
  for (std::size_t index = 0; index < 6; ++index) {
    const auto value = static_cast<double>(index);
    real.values()[index] = value + 0.5;
    field.values()[index] = {value + 0.5, 0.25 - value};
    narrow.values()[index] = {static_cast<float>(index) + 0.5F, 0.25F - static_cast<float>(index)};
  }
  write_npy(path, real);
  EXPECT_EQ(slurp(path), slurp(fixture("float64")));
  write_npy_float32(path, real);
  EXPECT_EQ(slurp(path), slurp(fixture("float32")));
  write_npy(path, field);
  EXPECT_EQ(slurp(path), slurp(fixture("complex128")));
  write_npy(path, narrow);
  EXPECT_EQ(slurp(path), slurp(fixture("complex64")));
  write_labels(path, std::vector<std::int64_t>{2, 0, 1, 1});
  EXPECT_EQ(slurp(path), slurp(fixture("labels_int64")));
}

TEST(NpyWriting, MakesTheBytesTheFormatAsksFor) {
  const TemporaryFolder folder;
  RealBatch<double> real(1, 2);
  real.row(0)[0] = 1.0;
  real.row(0)[1] = -2.0;
  write_npy(folder.path() / "a.npy", real);
  EXPECT_EQ(slurp(folder.path() / "a.npy"),
            npy_file(dict_of("<f8", "(1, 2)"), std::string("\0\0\0\0\0\0\xF0\x3F"
                                                           "\0\0\0\0\0\0\0\xC0",
                                                           16)));
}

}  // namespace
}  // namespace fiberloom::core
