#include <fiberloom/core/npy.hpp>
#include <fiberloom/core/safetensors.hpp>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <random>
#include <string>

#include "file_test_support.hpp"

namespace fiberloom::core {
namespace {

/// The length of the header, the header, the data.
std::string file_of(const std::string& header, const std::string& data = "") {
  const std::uint64_t length = header.size();
  std::string bytes(8, '\0');
  std::memcpy(bytes.data(), &length, 8);
  return bytes + header + data;
}

SafetensorsFile parse(const std::string& bytes) {
  return parse_safetensors(bytes, "m.safetensors");
}

std::string one_tensor(const std::string& dtype, const std::string& shape,
                       const std::string& offsets) {
  return R"({"a":{"dtype":")" + dtype + R"(","shape":)" + shape + R"(,"data_offsets":)" + offsets +
         "}}";
}

SafetensorsFile example() {
  SafetensorsFile file;
  file.tensors["beta"] = {{2, 1}, {1.0, -2.5}, {}, false};
  file.tensors["alpha"] = {{}, {0.1}, {}, false};
  file.tensors["steps"] = {{1}, {}, {std::numeric_limits<std::int64_t>::max() - 1}, true};
  file.tensors["none"] = {{0, 7}, {}, {}, false};
  file.metadata["fiberloom"] = R"({"schema":"x"})";
  return file;
}

TEST(SafetensorsReading, ReadsWhatAnotherProgramWrote) {
  const std::string folder = "tests/reference/cases/gpe_forward.m6_n64_complex/";
  const SafetensorsFile file = read_safetensors(in_source(folder + "model.safetensors"));
  ASSERT_TRUE(file.tensors.contains("alpha"));
  EXPECT_THAT(file.tensors.at("alpha").shape, testing::ElementsAre(6));
  ASSERT_TRUE(file.metadata.contains("fiberloom"));
  EXPECT_THAT(file.metadata.at("fiberloom"), testing::HasSubstr("fiberloom.model/1"));
  // The same numbers lie beside the model in another format.
  const Tensor& potential = file.tensors.at("potential");
  EXPECT_THAT(potential.shape, testing::ElementsAre(6, 64));
  EXPECT_EQ(potential.values, read_npy(in_source(folder + "potential.npy")).real);
}

TEST(SafetensorsReading, ConvertsEveryElementType) {
  struct Case {
    const char* dtype;
    std::string data;
    std::vector<double> values;
    std::vector<std::int64_t> integers;
  };
  const double inf = std::numeric_limits<double>::infinity();
  // Bit patterns of IEEE 754: 1.0 is 0x3FF0..., 0x3F800000, 0x3C00; bfloat16 is the upper half.
  const Case cases[] = {
      {"F64", std::string("\0\0\0\0\0\0\xF0\x3F\0\0\0\0\0\0\0\xC0", 16), {1.0, -2.0}, {}},
      {"F32", std::string("\0\0\x80\x3F\0\0\0\xC0", 8), {1.0, -2.0}, {}},
      {"BF16", std::string("\x80\x3F\0\xC0", 4), {1.0, -2.0}, {}},
      {"F16", std::string("\0\x3C\0\xC0", 4), {1.0, -2.0}, {}},
      {"F16", std::string("\1\0\xFF\x7B", 4), {std::ldexp(1.0, -24), 65504.0}, {}},
      {"F16", std::string("\0\x04\0\xFC", 4), {std::ldexp(1.0, -14), -inf}, {}},
      {"F16", std::string("\x55\x35\0\x80", 4), {0.333251953125, -0.0}, {}},
      {"I64",
       std::string("\1\0\0\0\0\0\0\x40\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 16),
       {},
       {(std::int64_t{1} << 62) + 1, -1}},
      {"I32", std::string("\1\0\0\0\xFE\xFF\xFF\xFF", 8), {}, {1, -2}}};
  for (const Case& each : cases) {
    const std::string end = std::to_string(each.data.size());
    const SafetensorsFile file =
        parse(file_of(one_tensor(each.dtype, "[2]", "[0," + end + "]"), each.data));
    const Tensor& tensor = file.tensors.at("a");
    EXPECT_EQ(tensor.values, each.values) << each.dtype;
    EXPECT_EQ(tensor.integers, each.integers) << each.dtype;
    EXPECT_EQ(tensor.is_integer, each.values.empty());
  }
  const auto nan = parse(file_of(one_tensor("F16", "[1]", "[0,2]"), std::string("\1\x7E", 2)));
  EXPECT_TRUE(std::isnan(nan.tensors.at("a").values[0]));
}

TEST(SafetensorsReading, SaysWhyAFileIsRefused) {
  const std::string data(16, '\0');
  const std::string entry = R"({"dtype":"F64","shape":[1],"data_offsets":[0,8]})";
  const std::string second = R"({"dtype":"F64","shape":[1],"data_offsets":[8,16]})";
  struct Case {
    std::string bytes;
    std::string word;
  };
  const Case cases[] = {
      {"", "shorter than the 8 bytes"},
      {std::string(8, '\xFF'), "claims 18446744073709551615 bytes"},
      {std::string("\5\0\0\0\0\0\0\0{}", 10), "claims 5 bytes, the file has 2"},
      {file_of(""), "header is broken"},
      {file_of("[]"), "its header is a list, not a JSON object"},
      {file_of("{"), "header is broken"},
      {file_of(R"({"a":)" + entry + R"(,"a":)" + second + "}", data), "key stands twice"},
      {file_of(R"({"a":3})"), R"(tensor "a": its entry is not a JSON object)"},
      {file_of(one_tensor("F8", "[1]", "[0,16]"), data), R"(dtype "F8" is not supported; known)"},
      {file_of(R"({"a":{"shape":[2],"data_offsets":[0,16]}})", data), "no string \"dtype\""},
      {file_of(R"({"a":{"dtype":"F64","data_offsets":[0,16]}})", data), "no list \"shape\""},
      {file_of(R"({"a":{"dtype":"F64","shape":[2]}})", data), "no list \"data_offsets\""},
      {file_of(one_tensor("F64", "[-2]", "[0,16]"), data), "whole numbers >= 0"},
      {file_of(one_tensor("F64", "[2.5]", "[0,16]"), data), "whole numbers >= 0"},
      {file_of(one_tensor("F64", "[2]", "[0,16,24]"), data), "must hold two numbers"},
      {file_of(one_tensor("F64", "[2]", "[8,24]"), data), "do not lie inside the file's 16 bytes"},
      {file_of(one_tensor("F64", "[2]", "[16,0]"), data), "do not lie inside"},
      {file_of(one_tensor("F64", "[3]", "[0,16]"), data), "needs 24 bytes, its offsets hold 16"},
      {file_of(one_tensor("F64", "[4294967296,4294967296,2]", "[0,16]"), data), "more than 2^64"},
      {file_of(one_tensor("F64", "[1]", "[8,16]"), data), "there is a gap before it"},
      {file_of(one_tensor("F64", "[1]", "[0,8]"), data), "last 8 bytes of data belong to no"},
      {file_of(R"({"a":)" + entry + R"(,"b":)" + entry + "}", data), "overlaps another tensor"},
      {file_of(R"({"__metadata__":[]})"), "__metadata__ is not a JSON object"},
      {file_of(R"({"__metadata__":{"k":1}})"), R"(__metadata__ holds a number under "k")"}};
  for (const Case& each : cases) {
    expect_refusal<DocumentError>("document.safetensors", {"m.safetensors: ", each.word},
                                  [&] { parse(each.bytes); });
  }
}

TEST(SafetensorsReading, RefusesAHeaderBeyondTheLimit) {
  const std::string bytes = file_of(std::string().append(100'000'001, ' '));
  expect_refusal<DocumentError>("document.safetensors", {"at most 100000000"},
                                [&] { parse(bytes); });
}

TEST(SafetensorsWriting, MakesTheBytesTheFormatAsksFor) {
  SafetensorsFile file;
  file.tensors["b"] = {{1}, {-2.0}, {}, false};
  file.tensors["a"] = {{2}, {}, {1, -1}, true};
  file.metadata["k"] = "v\"";
  std::string header = R"({"__metadata__":{"k":"v\""},"a":{"dtype":"I64","shape":[2],)"
                       R"("data_offsets":[0,16]},"b":{"dtype":"F64","shape":[1],)"
                       R"("data_offsets":[16,24]}})";
  header.append((8 - header.size() % 8) % 8, ' ');
  const std::string data("\1\0\0\0\0\0\0\0\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\0\0\0\0\0\0\0\xC0", 24);
  EXPECT_EQ(to_safetensors_bytes(file), file_of(header, data));
  EXPECT_EQ(to_safetensors_bytes({}), file_of("{}      "));
}

TEST(SafetensorsWriting, ReadsBackEveryBit) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "m.safetensors";
  write_safetensors(path, example());
  EXPECT_EQ(read_safetensors(path), example());
  EXPECT_THAT(folder.names(), testing::ElementsAre("m.safetensors"));
}

TEST(SafetensorsWriting, RefusesATensorThatDoesNotFillItsShape) {
  const Tensor bad[] = {{{3}, {1.0, 2.0}, {}, false},
                        {{1}, {1.0}, {1}, false},
                        {{1}, {1.0}, {}, true},
                        {{std::size_t{1} << 40, std::size_t{1} << 40}, {}, {}, false}};
  for (const Tensor& tensor : bad) {
    SafetensorsFile file;
    file.tensors["a"] = tensor;
    expect_refusal<DocumentError>("document.safetensors", {R"(tensor "a")"},
                                  [&] { static_cast<void>(to_safetensors_bytes(file)); });
  }
  SafetensorsFile file;
  file.tensors["__metadata__"] = {{1}, {1.0}, {}, false};
  EXPECT_THROW(static_cast<void>(to_safetensors_bytes(file)), DocumentError);
}

TEST(SafetensorsReading, RefusesAFileCutAnywhere) {
  const std::string whole = to_safetensors_bytes(example());
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_THROW(parse(whole.substr(0, length)), DocumentError) << length;
  }
}

TEST(SafetensorsReading, NeverCrashesOnABentHeader) {
  const std::string whole = to_safetensors_bytes(example());
  const std::size_t header_end = whole.size() - std::size_t{4} * 8;
  std::mt19937 random(20240501);
  std::size_t num_refused = 0;
  for (int trial = 0; trial < 20000; ++trial) {
    std::string bent = whole;
    for (std::size_t flips = 1 + random() % 3; flips > 0; --flips) {
      bent[random() % header_end] = static_cast<char>(random());
    }
    try {
      parse(bent);
    } catch (const DocumentError& error) {
      EXPECT_EQ(error.code(), "document.safetensors");
      ++num_refused;
    }
  }
  EXPECT_GT(num_refused, 10000U);
}

}  // namespace
}  // namespace fiberloom::core
