"""Running checklists 检查表执行: started by what happens, ticked off with proof, verified by somebody else."""
