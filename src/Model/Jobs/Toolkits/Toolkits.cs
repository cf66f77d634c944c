namespace BatchAi.Model;

/// <summary>The toolkits: the property that asks for each, and the <c>toolType</c> a GET shows for it.</summary>
public static class Toolkits
{
    private static readonly (string Property, string ToolType, Func<JobProperties, object?> Settings)[] s_all =
    [
        ("cntkSettings", "cntk", job => job.CntkSettings),
        ("pyTorchSettings", "pytorch", job => job.PyTorchSettings),
        ("tensorFlowSettings", "tensorflow", job => job.TensorFlowSettings),
        ("caffeSettings", "caffe", job => job.CaffeSettings),
        ("caffe2Settings", "caffe2", job => job.Caffe2Settings),
        ("chainerSettings", "chainer", job => job.ChainerSettings),
        ("customToolkitSettings", "custom", job => job.CustomToolkitSettings),
        ("customMpiSettings", "custommpi", job => job.CustomMpiSettings),
        ("horovodSettings", "horovod", job => job.HorovodSettings),
    ];

    /// <summary>
    /// Words for bash that stand for an interpreter which nobody named: <c>python</c>, as the old service took, and <c>python3</c>, which
    /// today's systems often have alone.
    /// </summary>
    public const string DefaultPython = "$(type -P python || type -P python3 || echo python)";

    /// <summary>Names of the properties, exactly one of which a job has.</summary>
    public static IEnumerable<string> Properties => s_all.Select(toolkit => toolkit.Property);

    /// <summary>Those a body has; more or fewer than one only in a body that is refused.</summary>
    public static IEnumerable<(string Property, string ToolType)> Given(JobProperties job) =>
        s_all.Where(toolkit => toolkit.Settings(job) is not null).Select(toolkit => (toolkit.Property, toolkit.ToolType));
}
