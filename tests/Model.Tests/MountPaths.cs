namespace BatchAi.Model.Tests;

public sealed class MountPaths
{
    [Theory]
    [InlineData("afs", "afs")]
    [InlineData("a/b/", "a/b")]
    [InlineData("./a//b", "a/b")]
    [InlineData("", null)]
    [InlineData(".", null)]
    [InlineData("/a", null)]
    [InlineData("a/../b", null)]
    [InlineData("a\\b", null)]
    [InlineData("a\nb", null)]
    [InlineData(null, null)]
    public void A_mount_path_is_below_its_root(string? text, string? value)
    {
        Assert.Equal(value is not null, MountPath.TryParse(text, out MountPath? path));
        Assert.Equal(value, path?.Value);
        Assert.Equal(value is null ? null : $"/mnt/{value}", path?.Below("/mnt/"));
    }

    [Theory]
    [InlineData("$AZ_BATCHAI_MOUNT_ROOT/afs/logs", MountRoot.Cluster, "afs/logs")]
    [InlineData("${AZ_BATCHAI_MOUNT_ROOT}//afs/./logs/", MountRoot.Cluster, "afs/logs")]
    [InlineData("$AZ_BATCHAI_JOB_MOUNT_ROOT/x", MountRoot.Job, "x")]
    [InlineData("${AZ_BATCHAI_JOB_MOUNT_ROOT}/", MountRoot.Job, "")]
    [InlineData("$AZ_BATCHAI_MOUNT_ROOT", MountRoot.Cluster, "")]
    public void A_path_names_its_mount_root_by_a_variable(string text, MountRoot root, string path)
    {
        Assert.True(PathBelowMountRoot.TryParse(text, out PathBelowMountRoot? parsed));

        Assert.Equal(new PathBelowMountRoot(root, path), parsed);
        Assert.Equal(path.Split('/')[0], parsed.FirstStep);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/tmp/out")]
    [InlineData("AZ_BATCHAI_MOUNT_ROOT/x")]
    [InlineData("$AZ_BATCHAI_MOUNT_ROOTS/x")]
    [InlineData("${AZ_BATCHAI_MOUNT_ROOT/x")]
    [InlineData("$AZ_BATCHAI_MOUNT_ROOT}/x")]
    [InlineData("x$AZ_BATCHAI_MOUNT_ROOT/x")]
    [InlineData("$AZ_BATCHAI_MOUNT_ROOT/x/../..")]
    [InlineData("$AZ_BATCHAI_INPUT_DATA/x")]
    public void Other_paths_are_below_no_mount_root(string? text) => Assert.False(PathBelowMountRoot.TryParse(text, out _));

    [Theory]
    [InlineData("a", "a", "")]
    [InlineData("a", "a/b/c", "b/c")]
    [InlineData("a/b", "a/b/c", "c")]
    [InlineData("a", "ab", null)]
    [InlineData("a/b", "a", null)]
    public void A_mount_covers_what_lies_on_it(string mount, string path, string? rest)
    {
        Assert.True(MountPath.TryParse(mount, out MountPath? parsed));

        Assert.Equal(rest, parsed.RestOf(new PathBelowMountRoot(MountRoot.Job, path)));
    }

    [Theory]
    [InlineData("share", true)]
    [InlineData("a b", true)]
    [InlineData("", false)]
    [InlineData("..", false)]
    [InlineData(".", false)]
    [InlineData("a/b", false)]
    [InlineData("a/", false)]
    public void A_name_is_one_step(string text, bool isName) => Assert.Equal(isName, RelativePath.IsName(text));
}
