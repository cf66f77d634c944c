namespace BatchAi.NodeAgent;

/// <summary>All the toolkits: what a job becomes is decided by which settings it has (runtime contract, section 8).</summary>
internal static class ToolkitCatalog
{
    public static ToolkitPlan Plan(Gang gang) => gang.Job switch
    {
        { CustomToolkitSettings: { } custom } => CustomToolkit.Plan(gang, custom),
        { CustomMpiSettings: { } mpi } => CustomMpiToolkit.Plan(gang, mpi),
        { TensorFlowSettings: { } tensorFlow } => TensorFlowToolkit.Plan(gang, tensorFlow),
        { PyTorchSettings: { } pyTorch } => PyTorchToolkit.Plan(gang, pyTorch),
        { HorovodSettings: { } horovod } => HorovodToolkit.Plan(gang, horovod),
        { ChainerSettings: { } chainer } => ChainerToolkit.Plan(gang, chainer),
        { CntkSettings: { } cntk } => CntkToolkit.Plan(gang, cntk),
        { CaffeSettings: { } caffe } => CaffeToolkit.Plan(gang, caffe),
        { Caffe2Settings: { } caffe2 } => Caffe2Toolkit.Plan(gang, caffe2),
        _ => throw new InvalidOperationException("The job has no toolkit that this agent knows"),
    };
}
