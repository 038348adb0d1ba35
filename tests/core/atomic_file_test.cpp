#include <fiberloom/core/atomic_file.hpp>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <string>
#include <thread>

#include "file_test_support.hpp"

namespace fiberloom::core {
namespace {

namespace fs = std::filesystem;

/// Makes every file end after `bytes`, as a full disk would.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : old_handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &old_);
    const rlimit limit{bytes, old_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;
  ~FileSizeLimit() {
    setrlimit(RLIMIT_FSIZE, &old_);
    std::signal(SIGXFSZ, old_handler_);
  }

 private:
  rlimit old_{};
  void (*old_handler_)(int);
};

TEST(AtomicFile, WritesAndReplacesWithoutLeavingAnythingElse) {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "a.txt";
  write_file_atomically(path, std::string("one\0two", 7));
  EXPECT_EQ(slurp(path), std::string("one\0two", 7));
  write_file_atomically(path, "");
  EXPECT_EQ(slurp(path), "");
  EXPECT_THAT(folder.names(), testing::ElementsAre("a.txt"));
}

TEST(AtomicFile, AFullDiskLeavesTheOldFileAndNoTemporaryFile) {
  const TemporaryFolder folder;
  const fs::path path = folder.put("a.txt", "old");
  {
    const FileSizeLimit limit(1000);
    expect_refusal<DocumentError>("file.not_writable", {path.string(), "untouched"},
                                  [&] { write_file_atomically(path, std::string(5000, 'x')); });
  }
  EXPECT_EQ(slurp(path), "old");
  EXPECT_THAT(folder.names(), testing::ElementsAre("a.txt"));
}

TEST(AtomicFile, KeepsTheModeOfTheFileItReplaces) {
  const TemporaryFolder folder;
  const fs::path path = folder.put("a.txt", "old");
  fs::permissions(path, fs::perms(0640));
  write_file_atomically(path, "new");
  EXPECT_EQ(fs::status(path).permissions(), fs::perms(0640));
}

TEST(AtomicFile, FollowsASymbolicLink) {
  const TemporaryFolder folder;
  const fs::path path = folder.put("inner/a.txt", "old");
  const fs::path link = folder.path() / "link.txt";
  fs::create_symlink("inner/a.txt", link);
  write_file_atomically(link, "new");
  EXPECT_TRUE(fs::is_symlink(link));
  EXPECT_EQ(slurp(path), "new");
}

TEST(AtomicFile, RefusesWhatIsNoPlaceForAFile) {
  const TemporaryFolder folder;
  const fs::path file = folder.put("a.txt", "old");
  const fs::path fifo = folder.path() / "fifo";
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  struct Case {
    fs::path path;
    std::string code;
    std::string word;
  };
  const Case cases[] = {{folder.path() / "no" / "a.txt", "file.missing", "create it first"},
                        {file / "a.txt", "file.missing", "does not exist"},
                        {folder.path(), "file.not_writable", "it is a folder"},
                        {folder.path() / "", "file.not_writable", "names a folder"},
                        {"", "file.not_writable", "names a folder"},
                        {fifo, "file.not_writable", "not a regular file"}};
  for (const Case& each : cases) {
    expect_refusal<DocumentError>(each.code, {each.word},
                                  [&] { write_file_atomically(each.path, "x"); });
  }
  EXPECT_EQ(slurp(file), "old");
}

TEST(AtomicFile, AReaderNeverSeesAHalf) {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "a.bin";
  const std::string first(100000, 'a');
  const std::string second(200000, 'b');
  write_file_atomically(path, first);
  std::jthread writer([&](const std::stop_token& stop) {
    for (int turn = 0; !stop.stop_requested(); ++turn) {
      write_file_atomically(path, turn % 2 == 0 ? second : first);
    }
  });
  for (int turn = 0; turn < 200; ++turn) {
    const std::string seen = read_file(path);
    EXPECT_TRUE(seen == first || seen == second) << seen.size();
  }
}

TEST(ReadFile, ReadsAllBytesWithinTheLimit) {
  const TemporaryFolder folder;
  const fs::path path = folder.put("a.bin", std::string("a\0b", 3));
  EXPECT_EQ(read_file(path, 3), std::string("a\0b", 3));
  EXPECT_EQ(read_file(folder.put("empty", "")), "");
  EXPECT_FALSE(read_file("/proc/self/status").empty()) << "a file whose size says 0";
  expect_refusal<DocumentError>("file.too_large", {"a.bin", "larger than 2 bytes"},
                                [&] { static_cast<void>(read_file(path, 2)); });
}

TEST(ReadFile, RefusesWhatCannotBeRead) {
  const TemporaryFolder folder;
  const fs::path fifo = folder.path() / "fifo";
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  struct Case {
    fs::path path;
    std::string code;
    std::string word;
  };
  const Case cases[] = {{folder.path() / "no.txt", "file.missing", "no such file"},
                        {folder.path(), "file.not_readable", "it is a folder"},
                        {fifo, "file.not_readable", "not a regular file"}};
  for (const Case& each : cases) {
    expect_refusal<DocumentError>(each.code, {each.path.string(), each.word},
                                  [&] { static_cast<void>(read_file(each.path)); });
  }
}

}  // namespace
}  // namespace fiberloom::core
